// An image on one page: what is wrong with it first, then the facts by what asks for them.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Audit, ImageFacts } from '../../../shared/domain/image.ts';
import { shown } from '../../../shared/domain/text.ts';
import { formatBytes, formatNs } from '../../../shared/domain/units.ts';
import { routes } from '../../app/routes.ts';
import { CopyButton } from '../../ui/copy.tsx';
import { Facts, Shown, type FactRow } from '../../ui/facts.tsx';
import { Filtered, FilterField } from '../../ui/filtered.tsx';
import { Section } from '../../ui/page.tsx';
import pane from '../../ui/pane.module.css';
import { Findings } from './findings.tsx';
import css from './image.module.css';
import { createdText, shortId } from './refs.ts';

export function AuditTab({ audit }: { audit: Audit }): ReactNode {
  const { t } = useTranslation('image');
  const { image: facts, findings, index } = audit;
  return (
    <div className={pane['scroll']}>
      <Section
        title={t('audit.findings')}
        flush
        aside={<span className="dim">{index.cached ? t('audit.cached') : t('audit.read', { bytes: formatBytes(index.readBytes), time: formatNs(index.tookNs) })}</span>}
      >
        <Findings image={facts.ref} findings={findings} none={t('audit.clean')} />
      </Section>
      <div className={pane['columns']}>
        <div>
          <Section title={t('facts.what')}>
            <Facts rows={useWhat(facts)} />
          </Section>
          <Section title={t('facts.start')}>
            <Facts rows={useStart(facts)} />
          </Section>
        </div>
        <div>
          <Section title={t('facts.libc')}>
            <Facts rows={useLibc(facts)} />
          </Section>
          <Section title={t('facts.needs')}>
            <Facts rows={useNeeds(facts)} />
          </Section>
        </div>
      </div>
      <div className={pane['tools']}>
        <FilterField label={t('audit.filter')} />
      </div>
      <Filtered
        title={t('machines.title')}
        rows={facts.machines}
        fields={[
          { key: 'machine', header: t('machines.machine'), value: ({ machine }) => machine, width: '180px' },
          { key: 'bits', header: t('machines.bits'), value: (row) => `${row.class} ${row.data}`, width: '80px' },
          { key: 'platform', header: t('machines.platform'), value: ({ platform }) => platform, width: '130px' },
          { key: 'count', header: t('machines.count'), value: ({ count }) => count, width: '80px', end: true },
          { key: 'examples', header: t('machines.examples'), value: ({ examples }) => examples.join('  '), width: 'minmax(200px, 1fr)' },
        ]}
      />
      <Filtered
        title={t('scripts.title')}
        rows={facts.scripts}
        fields={[
          { key: 'path', header: t('path'), value: ({ path }) => path, width: 'minmax(200px, 1fr)' },
          { key: 'interpreter', header: t('scripts.interpreter'), value: ({ interpreter }) => interpreter, width: 'minmax(160px, 1fr)' },
          { key: 'problem', header: t('scripts.problem'), value: ({ problem }) => t(`scripts.${problem}`), width: '260px' },
        ]}
      />
      <Filtered
        title={t('setuid.title')}
        rows={facts.setuid}
        fields={[
          { key: 'path', header: t('path'), value: ({ path }) => path, width: 'minmax(200px, 1fr)' },
          { key: 'mode', header: t('files.mode'), value: ({ mode }) => mode, width: '110px' },
          { key: 'uid', header: 'uid', value: ({ uid }) => uid, width: '80px', end: true },
        ]}
      />
      <Filtered
        title={t('wanted.title')}
        rows={[...facts.has.map((path) => ({ path, there: true })), ...facts.missing.map((path) => ({ path, there: false }))]}
        tall={12}
        fields={[
          { key: 'path', header: t('path'), value: ({ path }) => path, width: 'minmax(200px, 1fr)' },
          { key: 'there', header: t('wanted.there'), value: ({ there }) => Number(there), text: ({ there }) => (there ? `● ${t('yes')}` : `○ ${t('no')}`), width: '120px' },
        ]}
      />
      <Filtered title={t('env.title')} rows={facts.config.env} fields={[{ key: 'env', header: t('env.value'), value: (one) => one, width: 'minmax(200px, 1fr)' }]} />
      <Filtered
        title={t('labels.title')}
        rows={Object.entries(facts.config.labels)}
        fields={[
          { key: 'name', header: t('labels.name'), value: ([name]) => name, width: 'minmax(160px, 1fr)' },
          { key: 'value', header: t('labels.value'), value: ([, value]) => value, width: 'minmax(200px, 2fr)' },
        ]}
      />
      <Filtered
        title={t('users.title')}
        rows={facts.passwd.users}
        fields={[
          { key: 'name', header: t('users.name'), value: ({ name }) => name, width: '160px' },
          { key: 'uid', header: 'uid', value: ({ uid }) => uid, width: '80px', end: true },
          { key: 'gid', header: 'gid', value: ({ gid }) => gid, width: '80px', end: true },
          { key: 'home', header: t('users.home'), value: ({ home }) => home, width: 'minmax(160px, 1fr)' },
          { key: 'shell', header: t('users.sh'), value: (user) => user.shell, width: 'minmax(160px, 1fr)' },
        ]}
      />
      <Filtered
        title={t('warnings')}
        rows={facts.warnings}
        fields={[
          { key: 'code', header: t('code'), value: ({ code }) => code, width: '180px' },
          { key: 'text', header: t('text'), value: ({ text }) => text, width: 'minmax(200px, 2fr)' },
          { key: 'path', header: t('path'), value: ({ path }) => path, width: 'minmax(160px, 1fr)' },
        ]}
      />
    </div>
  );
}

const list = (values: readonly string[]): string => values.join(' ');

function useWhat(facts: ImageFacts): FactRow[] {
  const { t } = useTranslation(['image', 'common']);
  const { config } = facts;
  const holds = facts.platformHolds;
  return [
    {
      name: t('list.id'),
      value: (
        <span className={pane['copies']}>
          {shown(shortId(facts.id))} <CopyButton text={facts.id} />
        </span>
      ),
    },
    {
      name: t('facts.platform'),
      value: (
        <span>
          <Shown text={config.platform} />{' '}
          <span className={css['holds']} data-holds={String(holds)}>
            {holds === null ? t('facts.holdsUnknown') : holds ? `✓ ${t('facts.holds')}` : `✗ ${t('facts.holdsNot')}`}
          </span>
        </span>
      ),
    },
    ...(facts.distribution === null ? [] : [{ name: t('facts.distribution'), value: <Shown text={facts.distribution.name} /> }]),
    { name: t('list.bytes'), value: formatBytes(facts.bytes) },
    { name: t('facts.contents'), value: t('facts.counts', { files: facts.files, directories: facts.directories, links: facts.links }), mono: false },
    ...(config.created === null ? [] : [{ name: t('list.created'), value: createdText(config.created) ?? <span className="dim">{t('list.undated')}</span> }]),
  ];
}

function useStart(facts: ImageFacts): FactRow[] {
  const { t } = useTranslation(['image', 'common']);
  const { config, start, user } = facts;
  const none = <span className="dim">{t('common:nothing')}</span>;
  return [
    { name: 'ENTRYPOINT', value: config.entrypoint.length === 0 ? none : <Shown text={JSON.stringify(config.entrypoint)} /> },
    { name: 'CMD', value: config.cmd.length === 0 ? none : <Shown text={JSON.stringify(config.cmd)} /> },
    {
      name: t('facts.program'),
      value:
        start.program === null ? (
          none
        ) : start.kind === 'elf' ? (
          <Link href={routes.binary({ kind: 'image', image: facts.ref, path: start.program })}>{shown(start.program)}</Link>
        ) : (
          <Shown text={start.program} />
        ),
    },
    ...(start.kind === 'none' ? [] : [{ name: t('facts.kind'), value: t(`start.${start.kind}`), mono: false }]),
    ...(start.interpreter === null ? [] : [{ name: t('facts.interpreter'), value: <Shown text={start.interpreter} /> }]),
    ...(start.problem === null
      ? []
      : [
          {
            name: t('facts.problem'),
            value: (
              <strong>
                {'✗ '}
                <Shown text={start.problem} />
              </strong>
            ),
            mono: false,
          },
        ]),
    {
      name: 'USER',
      value: (
        <span>
          <Shown text={user.asked === '' ? 'root' : user.asked} />{' '}
          <span className="dim">
            {[user.uid === null ? null : `uid ${user.uid}`, user.gid === null ? null : `gid ${user.gid}`, user.home === null ? null : shown(user.home)]
              .filter((part) => part !== null)
              .join(', ')}
            {user.inPasswd === false ? ` · ${t('facts.notInPasswd')}` : ''}
          </span>
        </span>
      ),
    },
    ...(config.workdir === '' ? [] : [{ name: 'WORKDIR', value: <Shown text={config.workdir} /> }]),
    ...(config.exposedPorts.length === 0 ? [] : [{ name: 'EXPOSE', value: <Shown text={list(config.exposedPorts)} /> }]),
    ...(config.stopSignal === null ? [] : [{ name: 'STOPSIGNAL', value: <Shown text={config.stopSignal} /> }]),
  ];
}

function useLibc(facts: ImageFacts): FactRow[] {
  const { t } = useTranslation(['image', 'common']);
  return [
    {
      name: 'libc',
      value: (
        <span>
          {facts.libc === 'none' ? t('facts.noLibc') : <Shown text={`${facts.libc === 'both' ? t('facts.bothLibcs') : facts.libc} ${facts.libcVersion ?? ''}`.trim()} />}{' '}
          {facts.libcVersion === null && facts.libc !== 'none' ? <span className="dim">{t('facts.noVersion')}</span> : null}
        </span>
      ),
    },
    ...facts.libcEvidence.slice(0, 3).map((evidence) => ({
      name: t('facts.saidBy'),
      value: <Shown text={[evidence.path, evidence.text].filter((part) => part !== null).join(': ')} max={300} />,
    })),
    ...(facts.loaders.length === 0
      ? [{ name: t('facts.loader'), value: <span className="dim">{t('facts.noLoader')}</span> }]
      : facts.loaders.slice(0, 8).map(({ path, real, libc, machine }) => ({
          name: t('facts.loader'),
          value: (
            <span>
              <Shown text={real === null || real === path ? path : `${path} → ${real}`} /> <span className="dim">{[libc, machine].filter((part) => part !== null).join(', ')}</span>
            </span>
          ),
        }))),
    ...(facts.provides.length === 0 ? [] : [{ name: t('facts.provides'), value: <Shown text={list(facts.provides)} /> }]),
  ];
}

function useNeeds(facts: ImageFacts): FactRow[] {
  const { t } = useTranslation('image');
  const said = (present: boolean, text: string): ReactNode => (
    <span className={css['holds']} data-holds={present ? 'null' : 'missing'}>
      {present ? '●' : '○'} <Shown text={text} />
    </span>
  );
  const { roots, zoneinfo, passwd, group, nsswitch } = facts;
  return [
    {
      name: t('needs.roots'),
      value: said(
        roots.present,
        roots.present
          ? roots.files
              .slice(0, 4)
              .map(({ path, certificates }) => (certificates === null ? path : `${path} (${certificates})`))
              .join(' ')
          : t('needs.absent'),
      ),
    },
    { name: t('needs.zoneinfo'), value: said(zoneinfo.present, zoneinfo.present ? `${zoneinfo.path ?? ''} (${zoneinfo.zones})` : t('needs.absent')) },
    { name: '/etc/passwd', value: said(passwd.present, passwd.present ? t('needs.users', { count: passwd.users.length }) : t('needs.absent')) },
    { name: '/etc/group', value: said(group.present, group.present ? t('needs.groups', { count: group.groups.length }) : t('needs.absent')) },
    {
      name: 'nsswitch.conf',
      value: said(
        nsswitch.present,
        nsswitch.present ? [`hosts: ${nsswitch.hosts ?? '-'}`, nsswitch.modules.length === 0 ? '' : `[${nsswitch.modules.join(' ')}]`].join(' ').trim() : t('needs.absent'),
      ),
    },
    { name: t('needs.sh'), value: said(facts.shell !== null, facts.shell ?? t('needs.absent')) },
  ];
}
