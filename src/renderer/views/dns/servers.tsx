// The name servers of the scenario, each with its fault: by name and value, or as a text where it changes in time.
import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { FAULTS, parseFault, type FaultName, type FaultParameter } from '../../../shared/domain/dns-faults.ts';
import type { DnsServer } from '../../../shared/domain/dns.ts';
import { shown } from '../../../shared/domain/text.ts';
import { faultError } from './answers.ts';
import css from './editor.module.css';
import { Choice, NamesField } from './fields.tsx';

const SCHEDULE = 'schedule';
const FIRST_VALUE: Record<FaultParameter, string> = { none: '', ms: ':300', count: ':1', probability: ':0.3' };

export interface ServersProps {
  /** As the file names them. */
  addresses: readonly string[];
  servers: readonly DnsServer[];
  /** Names that every server knows. */
  onChange: (servers: DnsServer[]) => void;
}

const NO_FAULT: DnsServer = { fault: 'ok', exists: null };

/** The list with one changed; those before it that had no entry are healthy. */
export function withServer(servers: readonly DnsServer[], index: number, change: Partial<DnsServer>): DnsServer[] {
  const list = Array.from({ length: Math.max(servers.length, index + 1) }, (_, at) => servers[at] ?? NO_FAULT);
  return list.map((server, at) => (at === index ? { ...server, ...change } : server));
}

export function Servers({ addresses, servers, onChange }: ServersProps): ReactNode {
  const { t } = useTranslation('dns');
  const count = Math.min(3, Math.max(addresses.length, servers.length, 1));
  return (
    <>
      {Array.from({ length: count }, (_, index) => (
        <Server
          key={index}
          number={index + 1}
          address={addresses[index] ?? (addresses.length === 0 ? t('server.builtIn') : t('server.notInFile'))}
          server={servers[index] ?? NO_FAULT}
          onChange={(change) => onChange(withServer(servers, index, change))}
        />
      ))}
    </>
  );
}

function Server({ number, address, server, onChange }: { number: number; address: string; server: DnsServer; onChange: (change: Partial<DnsServer>) => void }): ReactNode {
  const { t } = useTranslation('dns');
  const { fault } = server;
  const name = fault.includes('=') ? SCHEDULE : (FAULTS.find((each) => each.name === fault.split(':')[0])?.name ?? SCHEDULE);
  const kind = FAULTS.find((each) => each.name === name);
  const wrong = faultError(fault);
  const choose = (next: string): void => {
    const found = FAULTS.find((each) => each.name === next);
    if (found !== undefined) onChange({ fault: `${found.name}${FIRST_VALUE[found.parameter]}` });
    else if (next === SCHEDULE) onChange({ fault: wrong === null && !fault.includes('=') ? `0s=${fault},5s=ok` : '0s=ok,10s=silent' });
  };
  const labelled = t('server.of', { number });
  const plain = kind !== undefined && kind.parameter === 'none';
  const unit = kind === undefined || kind.parameter === 'none' ? null : t(`server.unit.${kind.parameter}`);
  const exists = (
    <NamesField
      label={t('server.exists', { number })}
      hideLabel
      placeholder={t('server.existsHint')}
      names={server.exists ?? []}
      onChange={(names) => onChange({ exists: names.length === 0 ? null : names })}
    />
  );
  return (
    <div className={css['server']} role="group" aria-label={labelled}>
      <span className={css['address']} title={shown(address)}>
        <span className="dim">{number}</span> <span className="mono">{shown(address)}</span>
      </span>
      <Choice
        label={t('server.fault', { number })}
        hideLabel
        value={name}
        onChange={choose}
        data={[...FAULTS.map((each) => ({ value: each.name, label: each.name })), { value: SCHEDULE, label: t('server.schedule') }]}
      />
      {plain ? exists : null}
      {plain ? null : (
        <TextInput
          aria-label={kind === undefined ? t('server.scheduleText', { number }) : t('server.value', { number })}
          value={kind === undefined ? fault : fault.slice(kind.name.length + 1)}
          {...(unit === null ? {} : { rightSection: <span className="dim">{unit}</span>, rightSectionWidth: 64 })}
          spellCheck={false}
          maxLength={1_900}
          aria-invalid={wrong !== null}
          error={wrong !== null}
          onChange={(event) => onChange({ fault: kind === undefined ? event.currentTarget.value : `${kind.name}:${event.currentTarget.value}` })}
        />
      )}
      {plain ? null : <div className={css['knows']}>{exists}</div>}
      {wrong === null ? <Does fault={fault} /> : <span className={css['wrong']}>{shown(wrong.length > 300 ? `${wrong.slice(0, 300)}…` : wrong)}</span>}
    </div>
  );
}

/** What it does to a query over UDP and to a connection over TCP, in a line. */
function Does({ fault }: { fault: string }): ReactNode {
  const { t } = useTranslation('dns');
  const steps = parseFault(fault);
  const [first] = steps;
  if (steps.length > 1 || first === undefined) return <span className={css['does']}>{t('server.scheduled', { count: steps.length })}</span>;
  const name: FaultName = first.fault.name;
  const [udp, tcp] = [t(`fault.udp.${name}`), t(`fault.tcp.${name}`)];
  return <span className={css['does']}>{udp === tcp ? t('server.doesBoth', { both: udp }) : t('server.does', { udp, tcp })}</span>;
}
