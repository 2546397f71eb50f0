import type { Translated } from '#kit';
import type { it } from './words-alarms-it.ts';

export const de: Translated<typeof it> = {
  alarms: {
    'service-silent': 'Seit {{since}} hält kein Prozess den Dienst in Betrieb.',
    'outage-lasts': 'Eine Unterbrechung dauert an ({{kind}}: {{points}}), seit {{since}}: {{reason}}',
    'queue-waits_one': 'Seit über 4 Stunden in der Warteschlange ({{queue}}): ein Auftrag.',
    'queue-waits_other': 'Seit über 4 Stunden in der Warteschlange ({{queue}}): {{count}} Aufträge.',
    'outbox-unreadable': 'Eine ausgehende Nachricht ist nicht lesbar: Von selbst geht sie nicht hinaus.',
    'clock-stopped': 'Es wird nichts signiert: Die Uhr weicht um {{offsetMs}} ms von UTC ab.',
    'clock-stopped-unknown': 'Es wird nichts signiert: Wie weit die Uhr abweicht, ist nicht bekannt.',
    'clock-off':
      'Die Uhr weicht um {{offsetMs}} ms von UTC ab: Sie muss gestellt werden, bevor das Signieren stillsteht.',
    'clock-uncompared': 'Zu wenige Zeitserver antworten: Die Uhr lässt sich nicht vergleichen.',
    'key-lost': 'Der Signaturschlüssel ist seit {{since}} nicht verwendbar.',
    'certificate-ends_one': 'Zertifikat {{use}}: Es läuft in einem Tag ab ({{at}}).',
    'certificate-ends_other': 'Zertifikat {{use}}: Es läuft in {{count}} Tagen ab ({{at}}).',
    'certificate-ended': 'Zertifikat {{use}}: Es ist abgelaufen ({{at}}).',
    'index-empty': 'Es gibt keine Kopie des Anbieterverzeichnisses: Absender müssen es später erneut versuchen (451).',
    'index-stale': 'Die Kopie des Anbieterverzeichnisses ist älter als 48 Stunden; sie bleibt in Gebrauch.',
    'index-held_one':
      'Ein neues Verzeichnis ohne eine Domäne, die wir kennen, wird zurückgehalten, bis jemand es annimmt: {{domains}}',
    'index-held_other':
      'Ein neues Verzeichnis ohne {{count}} Domänen, die wir kennen, wird zurückgehalten, bis jemand es annimmt: {{domains}}',
    'index-claimed-twice': '{{record}}: beansprucht im Verzeichnis eine Domäne, die einem anderen Anbieter gehört.',
    'index-rejected': '{{record}}: wurde aus dem Verzeichnis nicht übernommen.',
    'index-directory': '{{where}} sagt anderes als die signierte Datei; es gilt die signierte Datei.',
    'index-own-record': 'Das Verzeichnis sagt von uns nicht, was wir seit über 24 Stunden veröffentlicht haben.',
    'domain-of-other':
      '{{domain}} ist hier eine PEC-Domäne und gehört im Verzeichnis {{holder}}: Die Post anderer Anbieter geht dorthin.',
    'log-changed': 'DAS PROTOKOLL WURDE VERÄNDERT: Die Einträge vom {{day}} sind nicht die signierten.',
    'log-not-closed': 'Das Protokoll vom {{day}} ist nicht abgeschlossen, obwohl der Tag vorbei ist.',
    'log-unstamped': 'Das Protokoll ist seit {{day}} ohne Zeitstempel, abgeschlossen am {{at}}.',
    'log-no-timestamp': 'Seit {{since}} ist kein Zeitstempel zu bekommen.',
    'log-ours-contradicted': 'UNSER PROTOKOLL WIDERSPRICHT SICH, sagt {{domain}} ({{at}}).',
    'log-theirs-contradicted': 'Das Protokoll von {{domain}} widerspricht sich: gefunden am {{at}}.',
    'log-check-found_one': 'Prüfung des versiegelten Protokolls: eine Unregelmäßigkeit.',
    'log-check-found_other': 'Prüfung des versiegelten Protokolls: {{count}} Unregelmäßigkeiten.',
    'log-not-verified': 'Das versiegelte Protokoll wurde seit {{since}} nicht geprüft.',
    'audit-found_one': 'Nächtliche Prüfung: eine Unregelmäßigkeit (Regel {{rules}}).',
    'audit-found_other': 'Nächtliche Prüfung: {{count}} Unregelmäßigkeiten (Regeln: {{rules}}).',
    'audit-old': 'Seit {{since}} gab es keine nächtliche Prüfung.',
    'availability-lost': 'Die geschuldete Verfügbarkeit ist nicht eingehalten: {{percent}} % statt 99,8 %.',
    'availability-short': 'Es bleiben nur {{minutes}} Minuten erlaubter Ausfall.',
    'availability-long-outage': 'Eine Unterbrechung dauerte {{minutes}} Minuten: über die Hälfte des Erlaubten.',
    'probe-unable': 'Die Verfügbarkeit lässt sich nicht erproben.',
    'backup-old': 'Die letzte Sicherung ist vom {{at}}.',
    'backup-incomplete_one': 'Bei der letzten Sicherung fehlte der Inhalt einer Nachricht.',
    'backup-incomplete_other': 'Bei der letzten Sicherung fehlten {{count}} Inhalte von Nachrichten.',
    'disk-fills': 'Der Datenträger wird voll ({{what}}): {{freeBytes}} von {{totalBytes}} frei.',
  },
  values: {
    queue: { receive: 'Eingang in unsere Postfächer', deliver: 'Zustellung in unsere Postfächer' },
    kind: { planned: 'geplant', incident: 'Vorfall', malfunction: 'Störung' },
    use: {
      signing: 'zum Signieren',
      'next signing': 'zum Signieren, das nächste',
      doors: 'der Server',
      'index client': 'für die Abfrage des Verzeichnisses',
    },
    what: { bodies: 'Nachrichten', log: 'Protokoll', database: 'Datenbank' },
  },
};
