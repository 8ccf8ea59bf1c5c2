/** What the core tells of a file and of a save, in words. */
import {
  fileName,
  type EditRefusal,
  type FileNameProblem,
  type FileRefusal,
  type Finding,
  type GivenBack,
  type Light,
  type Loaded,
  type LockHolder,
  type Missing,
  type PlanProblem,
  type Problem,
  type RunningState,
  type Runs,
  type SaveOutcome,
  type SaveRefusal,
  type Step,
} from '../../config/index.ts';
import { say, type Say } from '../../words/index.ts';

/** A glyph, a colour and a word for each state of the light; never the colour alone. */
export function lightWord(light: Light): Say {
  switch (light) {
    case 'safe':
      return say('files.light.safe');
    case 'announced':
      return say('files.light.announced');
    case 'damages':
      return say('files.light.damages');
    case 'locksOut':
      return say('files.light.locksOut');
    case 'cannotSee':
      return say('files.light.cannotSee');
  }
}

export function lightMeaning(light: Light): Say {
  switch (light) {
    case 'safe':
      return say('files.meaning.safe');
    case 'announced':
      return say('files.meaning.announced');
    case 'damages':
      return say('files.meaning.damages');
    case 'locksOut':
      return say('files.meaning.locksOut');
    case 'cannotSee':
      return say('files.meaning.cannotSee');
  }
}

/** One kind of finding, however often it was found. */
export function findingWord(what: Finding['what'], count: number): Say {
  switch (what) {
    case 'normalisesSpacing':
      return say('files.finding.normalisesSpacing', { count });
    case 'normalisesLineEnds':
      return say('files.finding.normalisesLineEnds');
    case 'addsFinalNewline':
      return say('files.finding.addsFinalNewline');
    case 'dropsByteOrderMark':
      return say('files.finding.dropsByteOrderMark');
    case 'dropsGeneratedHeader':
      return say('files.finding.dropsGeneratedHeader');
    case 'losesComment':
      return say('files.finding.losesComment', { count });
    case 'losesInlineBlock':
      return say('files.finding.losesInlineBlock', { count });
    case 'movesComment':
      return say('files.finding.movesComment', { count });
    case 'blockCommentBecomesLive':
      return say('files.finding.blockCommentBecomesLive', { count });
    case 'globbedIncludeDoubles':
      return say('files.finding.globbedIncludeDoubles', { count });
    case 'rewritesIncluded':
      return say('files.finding.rewritesIncluded', { count });
    case 'includedLosesHeader':
      return say('files.finding.includedLosesHeader', { count });
    case 'mergesPlusSection':
      return say('files.finding.mergesPlusSection', { count });
    case 'mergesAppend':
      return say('files.finding.mergesAppend', { count });
    case 'losesExec':
      return say('files.finding.losesExec', { count });
    case 'unescapesFirstCharacter':
      return say('files.finding.unescapesFirstCharacter', { count });
    case 'losesLongLine':
      return say('files.finding.losesLongLine', { count });
    case 'cutsLongName':
      return say('files.finding.cutsLongName', { count });
    case 'losesIgnoredLine':
      return say('files.finding.losesIgnoredLine', { count });
    case 'dropsRepeatedTemplateLine':
      return say('files.finding.dropsRepeatedTemplateLine', { count });
    case 'emptiesFile':
      return say('files.finding.emptiesFile');
    case 'normalisesDirective':
      return say('files.finding.normalisesDirective', { count });
    case 'grantsEverything':
      return say('files.finding.grantsEverything', { count });
    case 'ownGone':
      return say('files.finding.ownGone');
    case 'ownSecret':
      return say('files.finding.ownSecret');
    case 'ownAddresses':
      return say('files.finding.ownAddresses');
    case 'ownRights':
      return say('files.finding.ownRights');
    case 'ownAlone':
      return say('files.finding.ownAlone');
    case 'managerOff':
      return say('files.finding.managerOff');
    case 'pageAway':
      return say('files.finding.pageAway');
    case 'addsInvisible':
      return say('files.finding.addsInvisible', { count });
    case 'changesMeaning':
      return say('files.finding.changesMeaning', { count });
    case 'movesLine':
      return say('files.finding.movesLine', { count });
    case 'rewritesLine':
      return say('files.finding.rewritesLine', { count });
    case 'unreadable':
      return say('files.finding.unreadable');
    case 'becomesUnreadable':
      return say('files.finding.becomesUnreadable');
    case 'refused':
      return say('files.finding.refused');
    case 'includedTwice':
      return say('files.finding.includedTwice', { count });
    case 'includedBroken':
      return say('files.finding.includedBroken', { count });
    case 'readsOtherwise':
      return say('files.finding.readsOtherwise');
    case 'cannotSeeText':
      return say('files.finding.cannotSeeText');
    case 'cannotSeeIncludes':
      return say('files.finding.cannotSeeIncludes');
  }
}

export function stepWord(step: Step): Say {
  switch (step) {
    case 'lock':
      return say('files.step.lock');
    case 'compare':
      return say('files.step.compare');
    case 'backup':
      return say('files.step.backup');
    case 'write':
      return say('files.step.write');
    case 'readBack':
      return say('files.step.readBack');
    case 'restore':
      return say('files.step.restore');
    case 'reload':
      return say('files.step.reload');
    case 'running':
      return say('files.step.running');
    case 'release':
      return say('files.step.release');
  }
}

export function problemWord(problem: Problem): Say {
  switch (problem.what) {
    case 'fileName':
      return say('files.problem.fileName', { name: problem.name });
    case 'includesUnknown':
      return say('files.problem.includesUnknown');
    case 'includes':
      return say('files.problem.includes', { files: problem.files.join(', ') });
    case 'noSuchSection':
      return say('files.problem.noSuchSection', { section: problem.cat });
    case 'insertBeyondEnd':
    case 'insertAndAppend':
    case 'deleteWidens':
    case 'lineNumber':
      return say('files.problem.unsafe', { section: problem.cat });
    case 'updateAmbiguous':
      return say('files.problem.updateAmbiguous', { section: problem.cat, name: problem.name });
    case 'renamesTemplate':
      return say('files.problem.renamesTemplate', {
        section: problem.cat,
        children: problem.children.join(', '),
      });
    case 'deletesTemplateInUse':
      return say('files.problem.deletesTemplateInUse', {
        section: problem.cat,
        children: problem.children.join(', '),
      });
    case 'tooManyHeaders':
    case 'tooManyBytes':
      return say('files.problem.tooLarge');
    case 'lineBreak':
      return say('files.problem.lineBreak', { field: problem.field });
    case 'unwritableName':
      return say('files.problem.unwritableName', { name: problem.name });
    case 'unwritableValue':
      return say('files.problem.unwritableValue', { value: problem.value });
    case 'lineTooLong':
      return say('files.problem.lineTooLong', { section: problem.cat, bytes: problem.bytes });
  }
}

/** What the running PBX does with the saved file. */
export function loadedWord(loaded: Loaded): Say {
  switch (loaded.tag) {
    case 'notLoaded':
      return say('files.loaded.not');
    case 'loaded':
      return say('files.loaded.done', { module: loaded.module });
    case 'failed':
      return say('files.loaded.failed', { module: loaded.module, words: loaded.words });
    case 'notAllowed':
      return say('files.loaded.notAllowed', { module: loaded.module });
  }
}

export function runningWord(running: RunningState): Say {
  switch (running.tag) {
    case 'asSaved':
      return say('files.running.asSaved', { asked: running.asked, count: running.count });
    case 'differs':
      return say('files.running.differs', { asked: running.asked, count: running.missing.length });
    case 'untold':
      switch (running.why) {
        case 'noQuestion':
          return say('files.running.noQuestion');
        case 'notAllowed':
          return say('files.running.notAllowed');
        case 'refused':
          return say('files.running.refused', { words: running.words });
      }
  }
}

export const ownerWord = (by: LockHolder, age: string): Say =>
  say('files.lock.held', { who: by.who, file: by.file, age });

/** What became of giving a file back whole. */
export function givenBackWord(given: GivenBack, file: string, age: (milliseconds: number) => string): Say {
  switch (given.tag) {
    case 'whole':
      return say('files.given.whole', { file });
    case 'changed':
      return say('files.given.changed', { file });
    case 'noCopy':
      return say('files.given.noCopy');
    case 'locked':
      return ownerWord(given.by, age(given.age));
    case 'refused':
      return refusedWord(given.why);
    case 'notAllowed':
      return say('files.outcome.notAllowed', { action: 'UpdateConfig' });
    case 'broken':
      return say('files.given.broken', { file });
    case 'unsure':
      return say('files.given.unsure', { words: given.words });
  }
}

function refusedWord(why: SaveRefusal): Say {
  switch (why.by) {
    case 'us':
      return problemWord(why.problem);
    case 'pbx':
      return say('files.outcome.refused', { words: why.words });
    case 'plan':
      return say('files.save.cannot');
    case 'copy':
      return say('files.outcome.copy');
    case 'forecast':
      return say('files.outcome.unaccepted');
  }
}

/** What runs, in one sentence. */
export function runsWord(runs: Runs, moment: (milliseconds: number) => string): Say {
  switch (runs.tag) {
    case 'asked':
      return say('files.runs.asked', { asked: runs.asked, count: runs.count });
    case 'differs':
      return say('files.runs.differs', { asked: runs.asked });
    case 'loaded':
      return say('files.runs.loaded', { who: runs.by.who, when: moment(runs.by.loaded ?? runs.by.when) });
    case 'started':
      return say('files.runs.started', { who: runs.by.who });
    case 'older':
      return say('files.runs.older', { who: runs.by.who, when: moment(runs.by.loaded ?? runs.by.when) });
    case 'notLoaded':
      return say('files.runs.notLoaded', { who: runs.by.who, when: moment(runs.by.when) });
    case 'unknown':
      switch (runs.why) {
        case 'reloaded':
          return say('files.runs.reloaded', { when: moment(runs.by.when) });
        case 'none':
          return say('files.runs.none');
        case 'nobody':
          return say('files.runs.nobody');
        case 'noClock':
          return say('files.runs.noClock');
        case 'large':
          return say('files.runs.large');
      }
  }
}

/** What became of a save, in one sentence. */
export function outcomeWord(outcome: SaveOutcome, file: string, age: (milliseconds: number) => string): Say {
  switch (outcome.tag) {
    case 'saved':
      return outcome.locked
        ? say('files.outcome.saved', { file })
        : say('files.outcome.savedUnlocked', { file });
    case 'conflict':
      return say('files.outcome.conflict', { file });
    case 'locked':
      return ownerWord(outcome.by, age(outcome.age));
    case 'refused':
      return refusedWord(outcome.why);
    case 'restored':
      return say('files.outcome.restored', { file });
    case 'broken':
      return say('files.outcome.broken', { file, words: outcome.words });
    case 'unsure':
      return say('files.outcome.unsure', { step: stepWord(outcome.during), words: outcome.words });
    case 'lostLock':
      return outcome.written ? say('files.outcome.lostLockWritten', { file }) : say('files.outcome.lostLock');
    case 'notAllowed':
      return say('files.outcome.notAllowed', { action: outcome.action });
    case 'unreachable':
      return say('files.outcome.unreachable', { words: outcome.words });
  }
}

/** Why no operation can write an edit, or what is lost by it. */
export function planProblemWord({ code, weight }: PlanProblem): Say {
  const lost = weight === 'lost';
  switch (code) {
    case 'unreadable':
      return say('files.plan.unreadable');
    case 'directive':
      return say('files.plan.directive');
    case 'holdsInclude':
      return say('files.plan.holdsInclude');
    case 'plus':
      return say('files.plan.plus');
    case 'inheritsFromSection':
      return say('files.plan.inheritsFromSection');
    case 'name':
      return say('files.plan.name');
    case 'value':
      return say('files.plan.value');
    case 'repeatsTemplate':
      return say('files.plan.repeatsTemplate');
    case 'emptiesTemplate':
      return say('files.plan.emptiesTemplate');
    case 'twins':
      return say('files.plan.twins');
    case 'place':
      return say('files.plan.place');
    case 'comment':
      return lost ? say('files.plan.commentLost') : say('files.plan.comment');
    case 'unseenComments':
      return say('files.plan.unseenComments');
    case 'form':
      return lost ? say('files.plan.formLost') : say('files.plan.form');
    case 'unproven':
      return say('files.plan.unproven');
  }
}

/** Why a gesture cannot be. */
export function refusalWord(why: EditRefusal): Say {
  switch (why) {
    case 'lineBreak':
      return say('files.no.lineBreak');
    case 'noName':
      return say('files.no.noName');
    case 'badName':
      return say('files.no.badName');
    case 'longName':
      return say('files.no.longName');
    case 'tooLong':
      return say('files.no.tooLong');
    case 'besideBlock':
      return say('files.no.besideBlock');
    case 'wrongLine':
      return say('files.no.wrongLine');
    case 'noPlace':
      return say('files.no.noPlace');
    case 'inUse':
      return say('files.no.inUse');
    case 'templateBelow':
      return say('files.no.templateBelow');
    case 'noSuchTemplate':
      return say('files.no.noSuchTemplate');
    case 'badPattern':
      return say('files.no.badPattern');
  }
}

export function nameProblemWord(problem: FileNameProblem): Say {
  switch (problem) {
    case 'empty':
      return say('files.name.empty');
    case 'absolute':
    case 'leavesDirectory':
      return say('files.name.outside');
    case 'reserved':
      return say('files.name.reserved');
    case 'characters':
      return say('files.name.characters');
    case 'tooLong':
      return say('files.name.tooLong');
  }
}

/** What is wrong with a name somebody typed; undefined: nothing. */
export function typedNameWord(typed: string): Say | undefined {
  const read = fileName(typed);
  return read.tag === 'problem' ? nameProblemWord(read.problem) : undefined;
}

export function fileRefusalWord(refusal: FileRefusal, file: string): Say {
  switch (refusal.tag) {
    case 'absent':
      return say('files.cannot.absent', { file });
    case 'exists':
      return say('files.cannot.exists', { file });
    case 'noDirectory':
      return say('files.cannot.noDirectory', { file });
    case 'invalid':
      return say('files.cannot.invalid', { file });
    case 'restricted':
      return say('files.cannot.restricted', { file });
    case 'notWritable':
      return say('files.cannot.notWritable', { file });
    case 'notAllowed':
      return say('files.cannot.notAllowed', { action: refusal.action });
    case 'refused':
      return say('files.cannot.refused', { words: refusal.words });
  }
}

/** What this account lacks; the class of the account's `write` line that would allow it. */
export const missingWord = ({ ability, action, right }: Missing): Say => {
  switch (ability) {
    case 'list':
      return say('files.lacks.list', { action, right });
    case 'look':
    case 'read':
      return say('files.lacks.read', { action, right });
    case 'create':
      return say('files.lacks.create', { action, right });
    case 'save':
      return say('files.lacks.save', { action, right });
    case 'reload':
      return say('files.lacks.reload', { action, right });
    case 'lock':
      return say('files.lacks.lock', { action, right });
    case 'history':
      return say('files.lacks.history', { action, right });
    case 'help':
      return say('files.lacks.help', { action, right });
    case 'exact':
      return say('files.lacks.exact', { action, right });
  }
};
