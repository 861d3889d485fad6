// Reads a calendar from stdin with two readers that know nothing of each other, and prints what each finds.
// SPDX-License-Identifier: MIT
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

const require = createRequire(process.argv[2] + '/');
const ICAL = require('ical.js').default ?? require('ical.js');
const nodeIcal = require('node-ical');
const text = readFileSync(0, 'utf8');

const calendar = new ICAL.Component(ICAL.parse(text));
for (const zone of calendar.getAllSubcomponents('vtimezone'))
    ICAL.TimezoneService.register(new ICAL.Timezone(zone));
const first = calendar.getAllSubcomponents('vevent').map((component) => {
    const event = new ICAL.Event(component);
    return {
        uid: event.uid, summary: event.summary, place: event.location, description: event.description ?? null,
        starts: event.startDate.toJSDate().toISOString(), sequence: event.sequence,
        status: component.getFirstPropertyValue('status'),
    };
});
const second = Object.values(nodeIcal.sync.parseICS(text)).filter((each) => each.type === 'VEVENT').map((event) => ({
    uid: event.uid, summary: event.summary, place: event.location, description: event.description ?? null,
    starts: event.start.toISOString(), sequence: Number(event.sequence), status: event.status,
}));
const name = calendar.getFirstPropertyValue('x-wr-calname');
console.log(JSON.stringify({ name, method: calendar.getFirstPropertyValue('method'), first, second }));
