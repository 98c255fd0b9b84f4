// The waterfall of one lookup: every packet, to scrub through and to play. The canvas is a slider whose value is a packet, said in words.
import { ActionIcon } from '@mantine/core';
import { useElementSize, useReducedMotion } from '@mantine/hooks';
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { OUTCOME_SHAPES, shapeMarks, shapeOf } from '../../../../shared/charts/outcomes.ts';
import { circle, line, rect, type Mark } from '../../../../shared/charts/scene.ts';
import { barAt, typeLook, waterfall, waterfallEnd, type WaterfallSet } from '../../../../shared/charts/waterfall.ts';
import type { DnsExchange } from '../../../../shared/domain/dns.ts';
import { shown } from '../../../../shared/domain/text.ts';
import { formatNs } from '../../../../shared/domain/units.ts';
import { Empty } from '../../../ui/notice.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { drawMarks, drawScene, prepare } from './draw-scene.ts';
import { Frame } from './frame.tsx';
import { useInk } from './paints.ts';
import { PacketTable } from './packet-table.tsx';
import type { WaterfallProps } from './props.ts';
import { holding, sendingOrder, stepAt, zoomed, type View } from './steps.ts';
import { Patterns, Swatch } from './swatch.tsx';
import { usePlay } from './use-play.ts';
import css from './charts.module.css';

const SPEEDS = [0.1, 0.25, 0.5, 1, 2, 5, 20];

export function WaterfallChart({ exchanges, wallNs, servers, label, beside }: WaterfallProps): ReactNode {
  const { t } = useTranslation('dnsCharts');
  const title = t('waterfall.of', { label: shown(label) });
  const sets = useMemo((): WaterfallSet[] => {
    const one = (of: { exchanges: readonly DnsExchange[]; wallNs: number | null; label: string }): WaterfallSet => ({
      exchanges: of.exchanges.map((exchange) => ({ ...exchange, name: shown(exchange.name) })),
      wallNs: of.wallNs,
      label: shown(of.label),
      returned: of.wallNs === null ? t('waterfall.hangs', { label: shown(of.label) }) : t('waterfall.returns', { label: shown(of.label), time: formatNs(of.wallNs) }),
    });
    return [one({ exchanges, wallNs, label }), ...(beside === undefined ? [] : [one(beside)])];
  }, [exchanges, wallNs, label, beside, t]);
  const lanes = useMemo(() => servers.map((server) => shown(server)), [servers]);
  if (sets.every((set) => set.exchanges.length === 0) && wallNs !== null) return <Empty title={t('waterfall.empty')} why={sets.map(({ returned }) => returned).join(' · ')} />;
  return <Drawn title={title} sets={sets} lanes={lanes} />;
}

interface DrawnProps {
  title: string;
  sets: readonly WaterfallSet[];
  lanes: readonly string[];
}

function Drawn({ title, sets, lanes }: DrawnProps): ReactNode {
  const { t } = useTranslation('dnsCharts');
  const ink = useInk();
  const { ref, width } = useElementSize<HTMLDivElement>();
  const hint = useId();
  const still = useReducedMotion();
  const endNs = waterfallEnd(sets);
  const [view, setView] = useState<View | null>(null);
  const [set, setSet] = useState(0);
  const [step, setStep] = useState<number | null>(null);
  const [cursorNs, setCursor] = useState<number | null>(null);
  const [speed, setSpeed] = useState(1);
  const orders = useMemo(() => sets.map((each) => sendingOrder(each.exchanges)), [sets]);
  // A measurement that is under way brings new sets: what was pointed at may be gone.
  const nowSet = Math.min(set, sets.length - 1);
  const order = orders[nowSet] ?? [];
  const packets = sets[nowSet]?.exchanges ?? [];
  const nowStep = step === null ? null : Math.min(step, order.length - 1);
  const drawn = useMemo(() => (width > 0 ? waterfall({ sets, servers: lanes, width, view }) : null), [sets, lanes, width, view]);

  const goTo = (to: number, of = nowSet): void => {
    const toOrder = orders[of] ?? [];
    const clamped = Math.min(Math.max(to, 0), toOrder.length - 1);
    const packet = sets[of]?.exchanges[toOrder[clamped] ?? -1];
    if (packet === undefined) return;
    play.stop();
    setSet(of);
    setStep(clamped);
    setCursor(packet.tNs);
    setView((before) => holding(before, endNs, packet.tNs));
  };
  const times = useMemo(() => order.map((index) => packets[index]?.tNs ?? 0), [order, packets]);
  const play = usePlay({
    endNs,
    speed,
    still,
    fromNs: cursorNs,
    times,
    onTime: (tNs) => {
      setCursor(tNs);
      setStep(stepAt(packets, order, tNs));
      setView((before) => holding(before, endNs, tNs));
    },
  });

  // The picture, and over it what moves.
  const picture = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (picture.current !== null && drawn !== null) drawScene(picture.current, drawn.scene, ink);
  }, [drawn, ink]);
  const currentIndex = nowStep === null ? null : (order[nowStep] ?? null);
  useEffect(() => {
    if (overlay.current === null || drawn === null) return;
    const context = prepare(overlay.current, drawn.scene.width, drawn.scene.height);
    if (context === null) return;
    const marks: Mark[] = [];
    const { plot } = drawn;
    const x = cursorNs === null ? null : drawn.time.at(cursorNs);
    if (x !== null && play.begun) marks.push(rect(x, plot.y, Math.max(0, plot.x + plot.w - x), plot.h, { paint: 'panel', opacity: 0.75 }));
    const bar = drawn.bars.find((one) => one.set === nowSet && one.index === currentIndex);
    if (bar !== undefined) marks.push(rect(bar.x - 1.5, bar.y - 1.5, bar.w + 3, bar.h + 3, null, { paint: 'text', width: 2 }));
    if (x !== null) marks.push(line([x, plot.y - 4, x, plot.y + plot.h], { paint: 'text', width: 1 }), circle(x, plot.y - 4, 3, { paint: 'text' }));
    drawMarks(context, [{ kind: 'clip', x: plot.x - 3, y: 0, w: plot.w + 6, h: plot.y + plot.h, marks }], ink);
  }, [drawn, ink, cursorNs, nowSet, currentIndex, play.begun]);

  const onPoint = (event: PointerEvent<HTMLDivElement>): void => {
    if (drawn === null || play.playing) return;
    const box = event.currentTarget.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    if (x < drawn.plot.x - 4) return;
    const tNs = Math.min(Math.max(drawn.time.value(x), drawn.view.fromNs), drawn.view.toNs);
    const bar = barAt(drawn.bars, x, y);
    play.stop();
    setCursor(tNs);
    if (bar === null) setStep(stepAt(packets, order, tNs));
    else {
      setSet(bar.set);
      setStep((orders[bar.set] ?? []).indexOf(bar.index));
    }
  };
  const zoom = (factor: number): void =>
    setView((before) => zoomed(before ?? { fromNs: 0, toNs: endNs }, endNs, cursorNs ?? (before === null ? 0 : (before.fromNs + before.toNs) / 2), factor));
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const keys: Record<string, () => void> = {
      ArrowRight: () => goTo(nowStep === null ? 0 : nowStep + 1),
      ArrowLeft: () => goTo(nowStep === null ? 0 : nowStep - 1),
      ArrowDown: () => other(1),
      ArrowUp: () => other(-1),
      Home: () => goTo(0),
      End: () => goTo(order.length - 1),
      PageDown: () => goTo((nowStep ?? 0) + 10),
      PageUp: () => goTo((nowStep ?? 0) - 10),
      ' ': play.toggle,
      '+': () => zoom(0.5),
      '=': () => zoom(0.5),
      '-': () => zoom(2),
      '0': () => setView(null),
    };
    const act = keys[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  };
  /** The same time in the other set. */
  const other = (by: number): void => {
    const to = nowSet + by;
    const next = sets[to];
    if (next === undefined) return;
    goTo(stepAt(next.exchanges, orders[to] ?? [], cursorNs ?? 0) ?? 0, to);
  };

  const packet = currentIndex === null ? undefined : packets[currentIndex];
  const words =
    packet === undefined
      ? t('waterfall.idle')
      : t('waterfall.packet', {
          number: (nowStep ?? 0) + 1,
          count: order.length,
          label: sets[nowSet]?.label ?? '',
          type: shown(packet.type),
          name: packet.name,
          server: lanes[packet.server - 1] ?? t('waterfall.server', { number: packet.server }),
          protocol: packet.protocol.toUpperCase(),
          sent: formatNs(packet.tNs),
          fate: fateText(t, packet),
        });
  const button = (name: 'left' | 'right' | 'play' | 'stop', text: string, onClick: () => void): ReactNode => (
    <ActionIcon size="sm" aria-label={text} title={text} onClick={onClick}>
      <Icon name={name} size={13} />
    </ActionIcon>
  );
  const tools = (
    <span className={css['tools']}>
      <span className={css['clock']}>{cursorNs === null ? '' : formatNs(cursorNs)}</span>
      {button('left', t('waterfall.before'), () => goTo(nowStep === null ? 0 : nowStep - 1))}
      {button(play.playing ? 'stop' : 'play', play.playing ? t('waterfall.pause') : t('waterfall.play'), play.toggle)}
      {button('right', t('waterfall.next'), () => goTo(nowStep === null ? 0 : nowStep + 1))}
      <select aria-label={t('waterfall.speed')} value={speed} onChange={(event) => setSpeed(Number(event.target.value))}>
        {SPEEDS.map((one) => (
          <option key={one} value={one}>{`${one}×`}</option>
        ))}
      </select>
      <ActionIcon size="sm" aria-label={t('waterfall.zoomIn')} title={t('waterfall.zoomIn')} onClick={() => zoom(0.5)}>
        {'+'}
      </ActionIcon>
      <ActionIcon size="sm" aria-label={t('waterfall.zoomOut')} title={t('waterfall.zoomOut')} disabled={view === null} onClick={() => zoom(2)}>
        {'−'}
      </ActionIcon>
      <ActionIcon size="sm" aria-label={t('waterfall.zoomAll')} title={t('waterfall.zoomAll')} disabled={view === null} onClick={() => setView(null)}>
        <Icon name="again" size={13} />
      </ActionIcon>
    </span>
  );
  return (
    <Frame title={title} tools={tools} legend={<Legend sets={sets} />} table={() => <PacketTable sets={sets} servers={lanes} label={title} />}>
      <Patterns />
      <div
        ref={ref}
        className={css['canvas']}
        role="slider"
        tabIndex={0}
        aria-label={title}
        aria-describedby={hint}
        aria-valuemin={0}
        aria-valuemax={order.length}
        aria-valuenow={nowStep === null ? 0 : nowStep + 1}
        aria-valuetext={words}
        style={{ height: drawn?.scene.height ?? 160 }}
        onKeyDown={onKeyDown}
        onPointerMove={onPoint}
        onPointerDown={onPoint}
        onDoubleClick={() => zoom(0.5)}
      >
        <canvas ref={picture} aria-hidden />
        <canvas ref={overlay} aria-hidden />
      </div>
      <p className={css['readout']}>{words}</p>
      <p id={hint} className="visually-hidden">
        {t('waterfall.hint')}
      </p>
    </Frame>
  );
}

type Translate = ReturnType<typeof useTranslation<'dnsCharts'>>['t'];

/** `time-out at 1.00 s`, `error answer (servfail) at 300 µs`. */
function fateText(t: Translate, { outcome, endNs }: DnsExchange): string {
  const shape = shapeOf(outcome);
  const plain = t(`shape.${shape}`);
  const said = ['answer', 'timeout', 'truncated'].includes(outcome) ? plain : `${plain} (${shown(outcome)})`;
  if (endNs === null) return t('waterfall.open', { outcome: said });
  return endNs === undefined ? said : t('waterfall.until', { outcome: said, ended: formatNs(endNs) });
}

/** Only what occurs in the picture. */
function Legend({ sets }: { sets: readonly WaterfallSet[] }): ReactNode {
  const { t } = useTranslation('dnsCharts');
  const all = sets.flatMap(({ exchanges }) => exchanges);
  const types = [...new Set(all.map(({ type }) => (type === 'A' || type === 'AAAA' ? type : '')))].sort();
  const shapes = new Set(all.map(({ outcome, endNs }) => (endNs === null ? 'never' : shapeOf(outcome))));
  return (
    <>
      {types.map((type) => {
        const { fill, paint } = typeLook(type);
        return <Swatch key={type} marks={[rect(0.5, 1.5, 17, 9, fill, { paint, width: 1 })]} text={type === '' ? t('waterfall.other') : type} />;
      })}
      {all.some(({ protocol }) => protocol === 'tcp') ? <Swatch marks={[rect(1, 2, 16, 8, null, { paint: 'text', width: 2 })]} text={t('waterfall.tcp')} /> : null}
      {OUTCOME_SHAPES.filter((shape) => shapes.has(shape)).map((shape) => (
        <Swatch key={shape} width={12} marks={shapeMarks(shape, 6, 6, 4.5)} text={t(`shape.${shape}`)} />
      ))}
      {sets.slice(1).map(({ label }) => (
        <Swatch key={label} marks={[rect(1, 2, 16, 8, { paint: 'panel' }, { paint: 'dim', width: 1.2, dash: [3, 2] })]} text={label} />
      ))}
      <Swatch width={6} marks={[line([3, 0, 3, 12], { paint: 'text', width: 1.5 })]} text={t('waterfall.lookup')} />
    </>
  );
}
