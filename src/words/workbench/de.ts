import type { WorkbenchDictionary } from '../index.ts';

/** Deutsch, die Werkstatt. */
export const de: WorkbenchDictionary = {
  // The room.
  'work.pages': 'Seiten der Werkbank',

  // System page.
  'system.title': 'System',
  'system.again': 'Neu abfragen',
  'system.asking': 'Die Telefonanlage wird gefragt …',
  'system.right': 'Dieses Konto darf das nicht lesen. Es braucht die Klasse „{right}“.',
  'system.failed': 'Keine Antwort: {why}',
  'system.asterisk': 'Asterisk',
  'system.manager': 'Manager-Protokoll',
  'system.name': 'Systemname',
  'system.runsAs': 'Läuft als',
  'system.maxCalls': 'Höchstzahl der Anrufe',
  'system.maxLoad': 'Höchste Systemlast',
  'system.maxFiles': 'Höchstzahl offener Dateien',
  'system.realtime': 'Realtime-Datenbank',
  'system.cdr': 'Einzelverbindungsnachweis',
  'system.http': 'HTTP-Server',
  'system.yes': 'an',
  'system.no': 'aus',
  'system.noLimit': 'unbegrenzt',
  'system.settings': 'Einstellungen',
  'system.status': 'Jetzt',
  'system.started': 'Gestartet',
  'system.reloaded': 'Zuletzt neu geladen',
  'system.clock': 'Zeiten sind die der Telefonanlage selbst.',
  'system.currentCalls': 'Kanäle jetzt',
  'system.processedCalls': 'Anrufe seit dem Start',
  'system.sessions': 'Sitzungen dieses Kontos',
  'system.sessionsNote':
    'Diese, andere Browser und beendete, die die Telefonanlage noch nicht weggeräumt hat.',
  'system.modules': 'Module',
  'system.findModule': 'Ein Modul suchen',
  'system.moduleCount': { one: '{count} Modul', other: '{count} Module' },
  'system.module': 'Modul',
  'system.description': 'Was es ist',
  'system.uses': 'Benutzt von',
  'system.support': 'Unterstützung',
  'system.running': 'Zustand',
  'system.isRunning': 'läuft',
  'system.notRunning': 'läuft nicht',
};
