import type { Media } from './page/playwright.js';

/** The themes that Bellglass is looked at in. */
export const themeNames = ['light', 'dark', 'high contrast'] as const;
/** One of the themes that Bellglass is looked at in. */
export type Theme = (typeof themeNames)[number];

interface Look {
  /** The theme's id, and the setting that takes it when this is what the user's desktop asks for. */
  readonly id: string;
  readonly setting: string;
  /** In the class of the window. */
  readonly mark: string;
  readonly media: Media;
}

const looks: Readonly<Record<Theme, Look>> = {
  light: {
    id: 'Light Modern',
    setting: 'workbench.preferredLightColorTheme',
    mark: 'light_modern',
    media: { colorScheme: 'light', forcedColors: 'none' },
  },
  dark: {
    id: 'Dark Modern',
    setting: 'workbench.preferredDarkColorTheme',
    mark: 'dark_modern',
    media: { colorScheme: 'dark', forcedColors: 'none' },
  },
  'high contrast': {
    id: 'Default High Contrast',
    setting: 'workbench.preferredHighContrastColorTheme',
    mark: 'hc_black',
    media: { colorScheme: 'dark', forcedColors: 'active' },
  },
};

/** What the desktop asks for, so that the window takes the theme. */
export function mediaOf(theme: Theme): Media {
  return looks[theme].media;
}

/** What finds the window once it has the theme's colours. */
export function themedWindow(theme: Theme): string {
  return `.monaco-workbench.vscode-theme-defaults-themes-${looks[theme].mark}-json`;
}

/**
 * Settings under which a window is quiet and the same each time.
 * @param trust whether folders are trusted only when the user says so, as in a stock VS Code
 */
export function quietSettings(trust: boolean): Record<string, unknown> {
  return {
    // The window follows the desktop at once, whatever is open in it; another setting would close what the keyboard is in.
    'window.autoDetectColorScheme': true,
    'window.autoDetectHighContrast': true,
    ...Object.fromEntries(Object.values(looks).map(({ id, setting }) => [setting, id])),
    'workbench.startupEditor': 'none',
    'workbench.tips.enabled': false,
    'workbench.secondarySideBar.defaultVisibility': 'hidden',
    'security.workspace.trust.enabled': trust,
    // A folder is opened in Restricted Mode without a question, as when the question was answered so.
    'security.workspace.trust.startupPrompt': 'never',
    'security.workspace.trust.banner': 'never',
    'telemetry.telemetryLevel': 'off',
    'update.mode': 'none',
    'extensions.autoUpdate': false,
    'extensions.autoCheckUpdates': false,
    'extensions.ignoreRecommendations': true,
    'git.openRepositoryInParentFolders': 'never',
    'terminal.integrated.gpuAcceleration': 'off',
    'terminal.integrated.fontFamily': 'DejaVu Sans Mono',
    'editor.fontFamily': 'DejaVu Sans Mono',
    'terminal.integrated.enableMultiLinePasteWarning': 'never',
    'chat.disableAIFeatures': true,
  };
}
