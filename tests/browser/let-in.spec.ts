// Who is let into the window, seen from a real browser.
import { expect, startWorkbench, test, watchConsole, type Workbench } from './support.ts';

test('a link lets one browser in once; reloads and further tabs keep working, a second use is refused', async ({ workbench, page, context, browser }) => {
  const bad = watchConsole(page);
  const link = await workbench.link();
  await page.goto(link);
  await expect(page.getByRole('navigation')).toBeVisible();
  expect(page.url()).not.toContain('token');
  await page.reload();
  await expect(page.getByRole('navigation')).toBeVisible();
  const tab = await context.newPage();
  await tab.goto(`${workbench.origin}/settings`);
  await expect(tab.getByRole('navigation')).toBeVisible();
  expect(bad).toEqual([]);

  const stranger = await browser.newContext();
  const other = await stranger.newPage();
  const refused = await other.goto(link);
  expect(refused?.status()).toBeGreaterThanOrEqual(400);
  await expect(other.getByRole('navigation')).toHaveCount(0);
  const none = await other.goto(`${workbench.origin}/runs`);
  expect(none?.status()).toBe(401);
  await other.goto(await workbench.link());
  await expect(other.getByRole('navigation')).toBeVisible();
  await stranger.close();
});

test('the cookie is out of reach of scripts, and another site can read nothing of the window', async ({ workbench, page, browser }) => {
  await page.goto(await workbench.link());
  await expect(page.getByRole('navigation')).toBeVisible();
  expect(await page.evaluate('document.cookie')).toBe('');
  const [cookie] = await page.context().cookies();
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });

  let elsewhere: Workbench | null = null;
  try {
    // Another origin of the same machine: another workbench's page, asked to call this one.
    elsewhere = await startWorkbench();
    const context = await browser.newContext();
    const stranger = await context.newPage();
    await stranger.goto(await elsewhere.link());
    const outcome = await stranger.evaluate(
      async (target) =>
        fetch(`${target}/api/call/runs.list`, { method: 'POST', mode: 'no-cors', credentials: 'include', body: '{}' }).then(
          (response) => `answered ${response.type}`,
          () => 'refused',
        ),
      workbench.origin,
    );
    expect(outcome).toBe('refused');
    await context.close();
  } finally {
    await elsewhere?.stop();
  }
});
