// The plain start beside the traced one: how long each took, how each ended, what each wrote, and what to know of both.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { shown, shownLines } from '../../../../shared/domain/text.ts';
import type { TraceRecording } from '../../../../shared/domain/trace-detail.ts';
import { formatBytes, formatNs } from '../../../../shared/domain/units.ts';
import { Shown } from '../../../ui/facts.tsx';
import { factorText } from './recordings.tsx';
import css from './recordings.module.css';
import { argvText } from './titles.ts';

type Start = NonNullable<TraceRecording['plain']>;
type Output = Start['stdout'];

/** Lines of an output that are shown; the whole of it is in the log's writes. */
const LINES = 200;

export function Starts({ recording }: { recording: TraceRecording }): ReactNode {
  const { t } = useTranslation('traceRecordings');
  const { plain, traced, factor, notes } = recording;
  const sides: readonly (Start | null)[] = [plain, traced];
  const exit = ({ code, signal }: Start): string => (signal !== null ? shown(signal) : code === null ? t('starts.byUs') : `exit ${code}`);
  const row = (name: string, of: (start: Start) => ReactNode): ReactNode => (
    <tr>
      <th scope="row">{name}</th>
      {sides.map((start, index) => (
        <td key={index}>{start === null ? <span className="dim">–</span> : of(start)}</td>
      ))}
    </tr>
  );
  return (
    <div className={css['starts']}>
      <p className={css['what']}>
        <code>{shown(argvText(recording.argv))}</code>
        <span className="dim">
          {[
            shown(recording.image),
            shown(recording.platform),
            ...(recording.emulated ? [t('starts.emulated')] : []),
            t('starts.user', { user: shown(recording.user === '' ? 'root' : recording.user) }),
            ...(recording.readOnly ? [t('starts.readOnly')] : []),
            recording.classes.join(' '),
            ...(recording.tracer === null ? [] : [shown(recording.tracer)]),
          ].join(' · ')}
        </span>
      </p>
      {plain === null && traced === null ? null : (
        <table className={css['beside']}>
          <thead>
            <tr>
              <td />
              <th scope="col">{t('starts.plain')}</th>
              <th scope="col">{factor === null ? t('starts.traced') : t('starts.tracedFactor', { factor: factorText(factor) })}</th>
            </tr>
          </thead>
          <tbody>
            {row(t('starts.wall'), ({ wallNs }) => (
              <span className="mono">{formatNs(wallNs)}</span>
            ))}
            {row(t('starts.ended'), (start) => (
              <>
                <span className={css['exit']} data-bad={start.code !== 0}>
                  {exit(start)}
                </span>{' '}
                <Shown text={start.ended} />
              </>
            ))}
            {(plain?.readyNs ?? traced?.readyNs ?? null) === null
              ? null
              : row(t('starts.ready'), ({ readyNs }) => (readyNs === null ? <span className="dim">–</span> : formatNs(readyNs)))}
            {row('stdout', ({ stdout }) => (
              <Written output={stdout} name="stdout" />
            ))}
            {row('stderr', ({ stderr }) => (
              <Written output={stderr} name="stderr" />
            ))}
          </tbody>
        </table>
      )}
      {notes.length === 0 ? null : (
        <ul className={css['notes']}>
          {notes.map((note, index) => (
            <li key={index}>
              <Shown text={note} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Written({ output: { text, bytes, truncated }, name }: { output: Output; name: string }): ReactNode {
  const { t } = useTranslation('traceRecordings');
  if (bytes === 0) return <span className="dim">{t('starts.nothing')}</span>;
  const lines = shownLines(text);
  return (
    <>
      <pre className={css['output']} tabIndex={0} aria-label={name}>
        {lines.slice(0, LINES).join('\n')}
      </pre>
      {truncated || lines.length > LINES ? <span className="dim">{t('starts.cut', { bytes: formatBytes(bytes) })}</span> : null}
    </>
  );
}
