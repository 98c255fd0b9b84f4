// The frame around every view: where one can go, whether the workbench and the engine answer, what runs right now.
import { useEffect, useState, type DragEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { commandSchema, type Bridge } from '../../shared/api/bridge.ts';
import { useCall, useConnectionState } from '../api/client.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import { useBasket } from './basket.ts';
import { FolderPicker } from './folder-picker.tsx';
import css from './frame.module.css';
import { useDropTaker } from './drop-taker.ts';
import { useOpening, useOpeningActions } from './opening.ts';
import { routes } from './routes.ts';
import { ToastArea } from './toasts.tsx';

interface Place {
  name: 'home' | 'runs' | 'explain' | 'compare' | 'binary' | 'traces' | 'images' | 'dns' | 'doctor' | 'settings';
  icon: IconName;
  to: string;
  /** Addresses that belong to it. */
  under: (location: string) => boolean;
}

const PLACES: readonly Place[] = [
  { name: 'home', icon: 'home', to: routes.home(), under: (at) => at === '/' || at.startsWith('/matrix') },
  { name: 'runs', icon: 'runs', to: routes.runs(), under: (at) => at.startsWith('/runs') || at.startsWith('/bisect') },
  { name: 'explain', icon: 'explain', to: routes.explain(), under: (at) => at.startsWith('/explain') },
  { name: 'compare', icon: 'compare', to: '/compare', under: (at) => at.startsWith('/compare') },
  { name: 'binary', icon: 'file', to: routes.binary(null), under: (at) => at.startsWith('/binary') },
  { name: 'traces', icon: 'trace', to: routes.traces(), under: (at) => at.startsWith('/trace') },
  { name: 'images', icon: 'layers', to: routes.images(), under: (at) => at.startsWith('/image') },
  { name: 'dns', icon: 'dns', to: routes.dns(), under: (at) => at.startsWith('/dns') },
  { name: 'doctor', icon: 'doctor', to: routes.doctor(), under: (at) => at.startsWith('/doctor') },
  { name: 'settings', icon: 'settings', to: routes.settings(), under: (at) => at.startsWith('/settings') },
];

export function Frame({ children, bridge }: { children: ReactNode; bridge: Bridge | null }): ReactNode {
  const { t } = useTranslation();
  const [location, navigate] = useLocation();
  const basket = useBasket((state) => state.items);
  const connection = useConnectionState();
  const uploading = useOpening((state) => state.uploading);
  const opening = useOpeningActions();
  const taker = useDropTaker((state) => state.taker);
  const [over, setOver] = useState(false);

  const { openProject, importBundle, openBinary } = opening;
  useEffect(
    () =>
      bridge?.onCommand((raw) => {
        const command = commandSchema.parse(raw);
        if (command.type === 'navigate') navigate(command.to);
        else if (command.type === 'open-project') void openProject(command.path);
        else if (command.type === 'open-binary') void openBinary(command.path);
        else void importBundle(command.path);
      }),
    [bridge, navigate, openProject, importBundle, openBinary],
  );

  const dragged = (event: DragEvent): boolean => event.dataTransfer.types.includes('Files');
  return (
    <div
      className={css['frame']}
      onDragOver={(event) => {
        if (!dragged(event)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        // Also told of every element inside that is passed over.
        if (!(event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget))) setOver(false);
      }}
      onDrop={(event) => {
        if (!dragged(event)) return;
        event.preventDefault();
        setOver(false);
        if (taker === null) void opening.drop(event.dataTransfer);
        else taker.take(event.dataTransfer);
      }}
    >
      <a className={css['skip']} href="#content">
        {t('nav.skip')}
      </a>
      <nav className={css['rail']} aria-label={t('nav.label')}>
        <div className={css['brand']}>
          <img src="/icon.svg" alt="" width={20} height={20} />
          <span>{t('app')}</span>
        </div>
        {PLACES.map(({ name, icon, to, under }) => (
          <Link
            key={name}
            href={name === 'compare' && basket.length > 0 ? routes.compare(basket) : to}
            className={css['place']}
            aria-current={under(location) ? 'page' : undefined}
          >
            <Icon name={icon} />
            <span>{t(`nav.${name}`)}</span>
            {name === 'compare' && basket.length > 0 ? <span className={css['badge']}>{basket.length}</span> : null}
          </Link>
        ))}
        <Live />
      </nav>
      <main id="content" className={css['content']} tabIndex={-1}>
        {connection === 'lost' || connection === 'refused' ? (
          <div className={css['banner']} role="status">
            <Icon name="warning" />
            {connection === 'lost' ? t('error.lost') : t('error.refused')}
          </div>
        ) : null}
        {children}
      </main>
      {over || uploading !== null ? (
        <div className={css['drop']} role="status">
          <Icon name="upload" size={32} />
          {uploading === null ? (taker?.title ?? t('drop.title')) : t('drop.uploading', { name: uploading })}
        </div>
      ) : null}
      <FolderPicker />
      <ToastArea />
    </div>
  );
}

/** Runs that go on right now, whoever started them. */
function Live(): ReactNode {
  const { t } = useTranslation();
  const runs = useCall('runs.list', { limit: 50 });
  const live = runs.data?.runs.filter(({ state }) => state === 'running' || state === 'planned') ?? [];
  if (live.length === 0) return null;
  return (
    <div className={css['live']}>
      {live.map((run) => (
        <Link key={run.id} href={routes.run(run.id)} className={css['place']}>
          <span className={css['pulse']} aria-hidden />
          <span>{run.project.slice(run.project.lastIndexOf('/') + 1)}</span>
          <span className="dim">
            {run.ended}/{run.cells}
          </span>
          <span className="visually-hidden">{t('state.running')}</span>
        </Link>
      ))}
    </div>
  );
}
