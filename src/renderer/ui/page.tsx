// The frame of every view: what it is, where one is, what one can do, and the same as a command line.
import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { CommandWord } from './command-line.ts';
import { CopyCommand } from './copy.tsx';
import { Icon } from './icon.tsx';
import css from './page.module.css';

export interface Crumb {
  text: string;
  to: string;
}

export interface PageProps {
  title: string;
  /** The way here, without the page itself. */
  crumbs?: readonly Crumb[];
  /** Beside the title: counts, a state. */
  aside?: ReactNode;
  actions?: ReactNode;
  /** The command line that shows the same, as argv after `cgoscope`. */
  command?: readonly CommandWord[];
  /** True: the content scrolls by itself (logs, grids); false: the page does. */
  fill?: boolean;
  children: ReactNode;
}

/** A view was shown before: the first one leaves the focus to the browser. */
let opened = false;

export function Page({ title, crumbs = [], aside, actions, command, fill = false, children }: PageProps): ReactNode {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${title} · ${t('app')}`;
  }, [title, t]);
  useEffect(() => {
    // What had the focus went with the view before: the keyboard goes on from the start of this one, not of the window.
    if (opened && document.activeElement === document.body) document.getElementById('content')?.focus({ preventScroll: true });
    opened = true;
  }, []);
  return (
    <div className={css['page']}>
      <header className={css['head']}>
        <div className={css['title']}>
          {crumbs.map(({ text, to }) => (
            <span key={to} className={css['crumb']}>
              <Link href={to}>{text}</Link>
              <Icon name="right" size={12} />
            </span>
          ))}
          <h1>{title}</h1>
          {aside === undefined ? null : <div className={css['aside']}>{aside}</div>}
        </div>
        <div className={css['actions']}>
          {actions}
          {command === undefined ? null : <CopyCommand argv={command} />}
        </div>
      </header>
      <div className={fill ? css['fill'] : css['body']}>{children}</div>
    </div>
  );
}

/** A titled part of a page. */
export function Section({ title, aside, children, flush = false }: { title?: string; aside?: ReactNode; children: ReactNode; flush?: boolean }): ReactNode {
  return (
    <section className={css['section']}>
      {title === undefined ? null : (
        <div className={css['section-head']}>
          <h2>{title}</h2>
          {aside}
        </div>
      )}
      <div className={flush ? undefined : css['section-body']}>{children}</div>
    </section>
  );
}
