import { type PlaywrightTestConfig, defineConfig } from '@playwright/test';
import { believesAll, certificateArguments } from './engine/config/certificates.ts';
import { partOf, within } from './engine/config/part.ts';
import type { BrowserName } from './engine/config/settings.ts';
import { settings } from './engine/config/this-run.ts';

const [mainBrowser = 'chromium', ...otherBrowsers] = settings.browsers;

/** Browsers that need a page; the API is the same for all of them. */
const PAGES = /\.page\.spec\.ts$/;
/** Those of them that wait for time to pass more than they do anything. */
const WAITS = /\.waits\.page\.spec\.ts$/;
/** Takes place on pages that the suite serves itself, so that nothing that is done to the deployment reaches it. */
const SENSORS = /sensors\.page\.spec\.ts$/;
const CHANGES = /\.changes\.spec\.ts$/;
const DISRUPTIVE = /\.disruptive\.spec\.ts$/;
const LAST = /\.last\.spec\.ts$/;

/**
 * Without a window nothing is drawn for anybody to see, and a graphics processor costs a fifteenth of every page; what is
 * left of graphics, and the network, do with the browser's own process. Of several lists of features the last counts:
 * the library's own concern pictures of pages and Google's accounts, neither of which is used here.
 */
const WINDOWLESS = ['--disable-gpu', '--in-process-gpu', '--enable-features=NetworkServiceInProcess2'];

function chromiumArguments(): string[] {
  return [...certificateArguments(settings), ...(settings.headed ? [] : WINDOWLESS)];
}

function launchOptions(browser: BrowserName): { executablePath?: string; args?: string[] } {
  const found = settings.found[browser];
  const executablePath = settings.headed
    ? (found?.fullExecutablePath ?? found?.executablePath)
    : found?.executablePath;
  return {
    ...(executablePath ? { executablePath } : {}),
    ...(browser === 'chromium' ? { args: chromiumArguments() } : {}),
  };
}

/** Whoever asks for one worker gets one at a time, of everything. */
const oneAtATime = settings.workers === 1;
/** Changes wait for commits more than they compute. */
const changesWorkers = oneAtATime ? 1 : Math.ceil(settings.workers * 1.5);

type Project = NonNullable<PlaywrightTestConfig['projects']>[number];

function project(name: string, browser: BrowserName, rest: Project): Project {
  return {
    workers: settings.workers,
    ...rest,
    name,
    use: {
      browserName: browser,
      launchOptions: launchOptions(browser),
      ignoreHTTPSErrors: believesAll(browser, settings),
    },
  };
}

const part = partOf(process.env);

/** A project that tears down what others set up: of a part that was asked for, Playwright would run all of it. */
function teardown(name: string, testMatch: RegExp, workers: number): Project {
  return project(name, mainBrowser, { ...within(part, name, testMatch), workers });
}

/**
 * What waits for time has one worker more, beside the others, so that no processor waits with it; it begins first, and last
 * where nothing is beside anything.
 */
const waits = project('waits', mainBrowser, { testMatch: WAITS, workers: 1, dependencies: ['harvest'] });

/**
 * The library's own defaults, said once: an option that is not said is computed for every test, also where no page is
 * opened, and that costs more than many a test does.
 */
const SAID_ONCE: NonNullable<PlaywrightTestConfig['use']> = {
  acceptDownloads: true,
  bypassCSP: false,
  colorScheme: 'light',
  contrast: 'no-preference',
  forcedColors: 'none',
  hasTouch: false,
  isMobile: false,
  javaScriptEnabled: true,
  locale: 'en-US',
  offline: false,
  reducedMotion: 'no-preference',
  serviceWorkers: 'allow',
  viewport: { width: 1280, height: 720 },
};

export default defineConfig({
  testDir: 'e2e',
  globalSetup: './engine/config/global-setup.ts',
  outputDir: 'reports/.run/artifacts',
  fullyParallel: true,
  forbidOnly: false,
  // A check that failed once and passed when tried again is failed, so there is nothing to gain from trying again.
  retries: 0,
  workers: changesWorkers,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  reporter: [
    ['dot'],
    ['./engine/report/reporter.ts'],
    ['junit', { outputFile: 'reports/junit.xml' }],
    ['html', { outputFolder: 'reports/playwright', open: 'never' }],
    ['allure-playwright', { resultsDir: 'reports/.run/allure-results', detail: false, suiteTitle: false }],
  ],
  use: {
    ...SAID_ONCE,
    baseURL: settings.appUrl,
    // Until redaction exists, nothing that records what the browser typed or was sent.
    trace: 'off',
    video: 'off',
    screenshot: 'off',
    actionTimeout: 10_000,
    navigationTimeout: 20_000,
  },
  projects: [
    // Each set-up has a teardown, which runs when everything that depends on it is over, also when some of that failed:
    // first what changes something, then what disturbs the services, last what clears up.
    project('start', mainBrowser, { testMatch: /start\.setup\.ts$/, teardown: 'clean-up' }),
    project('sign-in', mainBrowser, {
      testMatch: /auth\.setup\.ts$/,
      dependencies: ['start'],
      teardown: 'disruptive',
    }),
    // The sensors are shown what is planted for them beside what disturbs the services, which leaves a processor idle.
    project('browser', mainBrowser, {
      testMatch: /browser\.setup\.ts$/,
      dependencies: ['start'],
      teardown: 'sensors',
    }),
    project('harvest', mainBrowser, {
      testMatch: /harvest\.setup\.ts$/,
      dependencies: ['sign-in', 'browser'],
      teardown: 'changes',
    }),
    ...(oneAtATime ? [] : [waits]),
    project('reads', mainBrowser, {
      testMatch: /\.spec\.ts$/,
      testIgnore: [PAGES, CHANGES, DISRUPTIVE, LAST],
      workers: 1,
      dependencies: ['harvest'],
    }),
    project('pages', mainBrowser, {
      testMatch: PAGES,
      testIgnore: [WAITS, SENSORS],
      dependencies: ['harvest'],
    }),
    ...otherBrowsers.map((browser) =>
      project(`pages-${browser}`, browser, { testMatch: PAGES, dependencies: ['harvest'] }),
    ),
    ...(oneAtATime ? [waits] : []),
    teardown('changes', CHANGES, changesWorkers),
    teardown('disruptive', DISRUPTIVE, 1),
    teardown('sensors', SENSORS, 1),
    // Whatever the part has made is removed.
    project('clean-up', mainBrowser, { testMatch: LAST }),
  ],
});
