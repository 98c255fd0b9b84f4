// @vitest-environment jsdom
import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { Page } from '../../../src/renderer/ui/page.tsx';
import { renderView } from '../support.tsx';

describe('a page', () => {
  it('names itself as heading and as the title of the window, with the way there and the same as a command line', () => {
    renderView(
      <Page title="last/3" crumbs={[{ text: 'Runs', to: '/runs' }]} command={['show', 'last/3']}>
        {null}
      </Page>,
    );
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('last/3');
    expect(document.title).toBe('last/3 · Cgoscope');
    expect(screen.getByRole('link', { name: 'Runs' }).getAttribute('href')).toBe('/runs');
    expect(screen.getByRole('button', { name: 'Copy as command line' }).dataset['command']).toBe('cgoscope show last/3');
  });
});
