/** What the console's core says in codes, in words. */
import type { Danger, Problem } from '../../console/index.ts';
import type { Answer } from '../../ask/index.ts';
import { say, type Say } from '../../words/index.ts';

export function problemWords(problem: Problem): Say {
  switch (problem.tag) {
    case 'missing':
      return say('console.missing', { header: problem.name });
    case 'character':
      return say('console.character', {
        header: numbered(problem.name, problem.index),
        which: problem.which,
      });
    case 'headerName':
      return problem.name === ''
        ? say('console.headerNameEmpty')
        : say('console.headerName', { header: problem.name });
    case 'number':
      return say('console.number', { header: numbered(problem.name, problem.index) });
    case 'tooManyRows':
      return say('console.tooManyRows', { header: problem.name, count: problem.most });
    case 'tooLong':
      return say('console.tooLong', { header: numbered(problem.name, problem.index), count: problem.most });
    case 'crashes':
      return say('console.crashes', { header: problem.name });
    case 'tooManyHeaders':
      return say('console.tooManyHeaders', { number: problem.count, count: problem.most });
    case 'tooLarge':
      return say('console.tooLarge', { number: problem.bytes, count: problem.most });
  }
}

/** The row as a person counts. */
const numbered = (name: string, index: number | undefined): string =>
  index === undefined || index === 0 ? name : `${name} ${index + 1}`;

export function dangerWords(danger: Danger): Say {
  switch (danger.tag) {
    case 'stopsPbx':
      return say(danger.when === 'now' ? 'danger.stopsNow' : 'danger.stopsIdle');
    case 'unloads':
      return say('danger.unloads', { module: danger.module });
    case 'reloadsAll':
      return say('danger.reloadsAll');
    case 'endsCalls':
      return say(danger.many ? 'danger.endsManyCalls' : 'danger.endsCalls');
    case 'endsCallLater':
      return say('danger.endsCallLater');
    case 'movesUnchecked':
      return say('danger.movesUnchecked');
    case 'touchesMedia':
      return say('danger.touchesMedia');
    case 'runsPrograms':
      return say('danger.runsPrograms', { by: danger.by });
    case 'writesFile':
      return say('danger.writesFile', { file: danger.file });
    case 'mayCrash':
      return say('danger.mayCrash');
    case 'changesDialplan':
      return say('danger.changesDialplan');
    case 'setsGlobal':
      return say('danger.setsGlobal', { variable: danger.variable });
    case 'rotatesLogs':
      return say('danger.rotatesLogs');
    case 'deletes':
      return say('danger.deletes');
    case 'showsSecrets':
      return say('danger.showsSecrets');
    case 'endsSession':
      return say('danger.endsSession');
    case 'lastsUntilSignOut':
      return say('danger.lastsUntilSignOut');
    case 'takesEvents':
      return say('danger.takesEvents');
  }
}

/**
 * Asked about once more before it is sent. To end one call as to end many: for BridgeKick and BridgeDestroy Asterisk
 * asks no class of an account.
 */
export const grave = (danger: Danger): boolean => {
  switch (danger.tag) {
    case 'stopsPbx':
    case 'unloads':
    case 'writesFile':
    case 'lastsUntilSignOut':
    case 'endsSession':
    case 'takesEvents':
    case 'deletes':
    case 'rotatesLogs':
    case 'endsCalls':
      return true;
    default:
      return false;
  }
};

export function outcomeWords(outcome: Answer['outcome']): Say {
  switch (outcome) {
    case 'success':
      return say('answer.success');
    case 'refused':
      return say('answer.refused');
    case 'notAllowed':
      return say('answer.notAllowed');
    case 'signedOut':
      return say('answer.signedOut');
    case 'unreachable':
      return say('answer.unreachable');
    case 'unsendable':
      return say('answer.unsendable');
    case 'notAmi':
      return say('answer.notAmi');
  }
}
