/**
 * The part of Playwright that the tests use, in its words. The package is not installed with the project's own, so its types are not
 * there for the compiler.
 */
export interface ByRole {
  readonly name?: string | RegExp;
  readonly exact?: boolean;
  readonly expanded?: boolean;
  readonly selected?: boolean;
}

/** Milliseconds. */
export interface Timeout {
  readonly timeout?: number;
}

export interface Filter {
  readonly hasText?: string | RegExp;
  readonly hasNotText?: string | RegExp;
  readonly has?: Locator;
  readonly visible?: boolean;
}

/** What finds elements, in a page, in a frame or in an element. */
export interface Finder {
  locator(selector: string, filter?: Filter): Locator;
  getByRole(role: string, by?: ByRole): Locator;
  getByText(text: string | RegExp, by?: { readonly exact?: boolean }): Locator;
  getByLabel(text: string | RegExp, by?: { readonly exact?: boolean }): Locator;
  getByPlaceholder(text: string | RegExp, by?: { readonly exact?: boolean }): Locator;
  frameLocator(selector: string): FrameLocator;
}

export interface FrameLocator extends Finder {
  first(): FrameLocator;
  last(): FrameLocator;
}

/** Elements that are looked for anew at each use, and waited for at each deed. */
export interface Locator extends Finder {
  first(): Locator;
  last(): Locator;
  nth(index: number): Locator;
  filter(filter: Filter): Locator;
  click(
    options?: Timeout & { readonly button?: 'left' | 'right'; readonly modifiers?: readonly string[] },
  ): Promise<void>;
  dblclick(options?: Timeout): Promise<void>;
  hover(options?: Timeout): Promise<void>;
  focus(options?: Timeout): Promise<void>;
  fill(text: string, options?: Timeout): Promise<void>;
  press(key: string, options?: Timeout): Promise<void>;
  check(options?: Timeout): Promise<void>;
  waitFor(options?: Timeout & { readonly state?: 'visible' | 'hidden' | 'attached' | 'detached' }): Promise<void>;
  count(): Promise<number>;
  all(): Promise<Locator[]>;
  isVisible(): Promise<boolean>;
  boundingBox(): Promise<{
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  } | null>;
  isEnabled(): Promise<boolean>;
  innerText(options?: Timeout): Promise<string>;
  innerHTML(options?: Timeout): Promise<string>;
  textContent(options?: Timeout): Promise<string | null>;
  inputValue(options?: Timeout): Promise<string>;
  allInnerTexts(): Promise<string[]>;
  allTextContents(): Promise<string[]>;
  getAttribute(name: string, options?: Timeout): Promise<string | null>;
  ariaSnapshot(options?: Timeout): Promise<string>;
  screenshot(options: { readonly path: string }): Promise<unknown>;
}

/** What a page asks of the desktop it is shown on. */
export interface Media {
  readonly colorScheme: 'light' | 'dark';
  readonly forcedColors: 'active' | 'none';
}

export interface Keyboard {
  press(key: string): Promise<void>;
  down(key: string): Promise<void>;
  up(key: string): Promise<void>;
  type(text: string): Promise<void>;
  insertText(text: string): Promise<void>;
}

/** In CSS pixels of the page. */
export interface Mouse {
  move(x: number, y: number): Promise<void>;
  click(x: number, y: number): Promise<void>;
}

export interface ConsoleMessage {
  type(): string;
  text(): string;
}

export interface Page extends Finder {
  readonly keyboard: Keyboard;
  readonly mouse: Mouse;
  goto(url: string, options?: Timeout & { readonly waitUntil?: 'commit' | 'load' }): Promise<unknown>;
  url(): string;
  screenshot(options: { readonly path: string }): Promise<unknown>;
  exposeFunction(name: string, callback: (...args: never[]) => unknown): Promise<void>;
  on(event: 'console', listener: (message: ConsoleMessage) => void): void;
  waitForEvent(event: 'load', options?: Timeout): Promise<unknown>;
  emulateMedia(media: Media): Promise<void>;
  setDefaultTimeout(milliseconds: number): void;
  evaluate(script: string): Promise<unknown>;
}

export interface BrowserContext {
  readonly request: {
    post(url: string, options: { readonly form: Record<string, string> }): Promise<{ ok(): boolean; status(): number }>;
  };
  pages(): Page[];
  close(): Promise<void>;
}

export interface Browsers {
  readonly chromium: {
    launchPersistentContext(
      directory: string,
      options: {
        readonly executablePath: string;
        readonly args: readonly string[];
        readonly env: Record<string, string>;
        readonly viewport: { readonly width: number; readonly height: number };
      },
    ): Promise<BrowserContext>;
  };
}
