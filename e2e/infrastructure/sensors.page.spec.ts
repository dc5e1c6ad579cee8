import { plan, sensorSees, sensorsSilent, tagsOf, test, unreadCounted } from '../fixtures/index.ts';

test.describe('sensors', () => {
  for (const group of plan.sensorControls)
    test(group.title, tagsOf(group), ({ settle, sensors }) =>
      settle(group, (cell) => sensorSees(sensors, cell)),
    );

  for (const group of plan.sensorHonesty.silent)
    test(group.title, tagsOf(group), ({ settle, sensors }) => settle(group, () => sensorsSilent(sensors)));

  for (const group of plan.sensorHonesty.unread)
    test(group.title, tagsOf(group), ({ settle, sensors }) => settle(group, () => unreadCounted(sensors)));
});
