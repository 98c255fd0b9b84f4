// The window: providers around the frame, and a view for every address. Views are loaded when they are first shown.
import { MantineProvider, useMantineColorScheme } from '@mantine/core';
import { QueryClientProvider, type QueryClient } from '@tanstack/react-query';
import type { i18n } from 'i18next';
import { Component, Suspense, useEffect, type ErrorInfo, type ReactNode } from 'react';
import { I18nextProvider, useTranslation } from 'react-i18next';
import { Route, Router, Switch, useLocation } from 'wouter';
import type { Bridge } from '../../shared/api/bridge.ts';
import { ApiProvider, type WindowApi } from '../api/client.tsx';
import { HostProvider, useHost } from '../host/context.tsx';
import type { Host } from '../host/host.ts';
import { Empty, ErrorNotice, Loading } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import { HomeView } from '../views/home/home.tsx';
import { Frame } from './frame.tsx';
import { nameIn } from './routes.ts';
import { cssVariables, theme } from './theme.ts';
import { useWholeSearch } from './url-state.ts';
import { loadWhenIdle, view } from './views.ts';

const MatrixView = view(async () => (await import('../views/matrix/matrix.tsx')).MatrixView);
const RunView = view(async () => (await import('../views/run/run.tsx')).RunView);
const CellView = view(async () => (await import('../views/cell/cell.tsx')).CellView);
const CompareView = view(async () => (await import('../views/compare/compare.tsx')).CompareView);
const RunsView = view(async () => (await import('../views/runs/runs.tsx')).RunsView);
const BinaryView = view(async () => (await import('../views/binary/binary.tsx')).BinaryView);
const BinaryCompareView = view(async () => (await import('../views/binary/compare.tsx')).BinaryCompareView);
const ImagesView = view(async () => (await import('../views/image/images.tsx')).ImagesView);
const ImageView = view(async () => (await import('../views/image/image.tsx')).ImageView);
const ExplainView = view(async () => (await import('../views/explain/explain.tsx')).ExplainView);
const BisectView = view(async () => (await import('../views/bisect/bisect.tsx')).BisectView);
const DnsLabView = view(async () => (await import('../views/dns/lab.tsx')).DnsLabView);
const DnsMeasurementsView = view(async () => (await import('../views/dns/measurements.tsx')).DnsMeasurementsView);
const DnsMeasurementView = view(async () => (await import('../views/dns/measurement.tsx')).DnsMeasurementView);
const DnsCompareView = view(async () => (await import('../views/dns/compare.tsx')).DnsCompareView);
const TracesView = view(async () => (await import('../views/trace/traces.tsx')).TracesView);
const TraceView = view(async () => (await import('../views/trace/trace.tsx')).TraceView);
const TracesCompareView = view(async () => (await import('../views/trace/compare/compare.tsx')).TracesCompareView);
const DoctorView = view(async () => (await import('../views/doctor/doctor.tsx')).DoctorView);
const SettingsView = view(async () => (await import('../views/settings/settings.tsx')).SettingsView);

export interface AppProps {
  api: WindowApi;
  host: Host;
  bridge: Bridge | null;
  client: QueryClient;
  i18n: i18n;
  /** The nonce that the content policy of this page allows for styles. */
  styleNonce: string;
}

export function App({ api, host, bridge, client, i18n, styleNonce }: AppProps): ReactNode {
  return (
    <I18nextProvider i18n={i18n}>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto" getStyleNonce={() => styleNonce}>
        <QueryClientProvider client={client}>
          <ApiProvider value={api}>
            <HostProvider value={host}>
              <Router searchHook={useWholeSearch}>
                <Look />
                <Frame bridge={bridge}>
                  <Views />
                </Frame>
              </Router>
            </HostProvider>
          </ApiProvider>
        </QueryClientProvider>
      </MantineProvider>
    </I18nextProvider>
  );
}

/** Language and theme, said to the page and to the frame around it. */
function Look(): ReactNode {
  const host = useHost();
  const { i18n } = useTranslation();
  const { colorScheme } = useMantineColorScheme();
  useEffect(loadWhenIdle, []);
  useEffect(() => {
    document.documentElement.lang = i18n.language;
    host.look(i18n.language === 'zh-CN' ? 'zh-CN' : 'en', colorScheme === 'auto' ? 'system' : colorScheme);
  }, [host, i18n.language, colorScheme]);
  return null;
}

function Views(): ReactNode {
  const [location] = useLocation();
  return (
    <Boundary key={location}>
      <Suspense fallback={<Loading />}>
        <Switch>
          <Route path="/">
            <HomeView />
          </Route>
          <Route path="/matrix">
            <MatrixView />
          </Route>
          <Route path="/runs">
            <RunsView />
          </Route>
          <Route path="/runs/:run">{({ run }) => <RunView key={run} run={nameIn(run)} />}</Route>
          <Route path="/runs/:run/cells/:cell">{({ run, cell }) => <CellView key={`${run}/${cell}`} run={nameIn(run)} cell={Number(cell)} />}</Route>
          <Route path="/compare">
            <CompareView />
          </Route>
          <Route path="/binary">
            <BinaryView />
          </Route>
          <Route path="/binary/compare">
            <BinaryCompareView />
          </Route>
          <Route path="/images">
            <ImagesView />
          </Route>
          <Route path="/image">
            <ImageView />
          </Route>
          <Route path="/explain">
            <ExplainView />
          </Route>
          <Route path="/bisect/:id">{({ id }) => <BisectView key={id} id={nameIn(id)} />}</Route>
          <Route path="/dns">
            <DnsLabView />
          </Route>
          <Route path="/dns/measurements">
            <DnsMeasurementsView />
          </Route>
          <Route path="/dns/measurements/:id">{({ id }) => <DnsMeasurementView key={id} id={nameIn(id)} />}</Route>
          <Route path="/dns/compare">
            <DnsCompareView />
          </Route>
          <Route path="/traces">
            <TracesView />
          </Route>
          <Route path="/trace">
            <TraceView />
          </Route>
          <Route path="/traces/compare">
            <TracesCompareView />
          </Route>
          <Route path="/doctor">
            <DoctorView />
          </Route>
          <Route path="/settings">
            <SettingsView />
          </Route>
          <Route>
            <NotFound />
          </Route>
        </Switch>
      </Suspense>
    </Boundary>
  );
}

function NotFound(): ReactNode {
  const { t } = useTranslation();
  const [location] = useLocation();
  return (
    <Page title={t('notFound.title')}>
      <Empty icon="search" title={t('notFound.title')} why={t('notFound.why', { path: location })} />
    </Page>
  );
}

/** A view that fails does not take the window with it. */
class Boundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error(error, info.componentStack);
  }

  override render(): ReactNode {
    return this.state.error === null ? this.props.children : <ErrorNotice error={this.state.error} retry={() => this.setState({ error: null })} />;
  }
}
