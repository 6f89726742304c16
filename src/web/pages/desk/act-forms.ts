import type { VNode } from 'preact'
import type { CommandType } from '../../../case/command.ts'
import {
  AcceptEmbargoForm,
  AddFilesForm,
  AdoptPolicyForm,
  AskCreditForm,
  ConfirmCreditForm,
  ExitEmbargoForm,
  ExploitationForm,
  ExposureForm,
  ProposeEmbargoForm,
  RejectEmbargoForm,
} from './around-forms.tsx'
import { OfferFixForm, RecordCveForm, RefuseCveForm, ReleaseForm, RequestCveForm, VerifyForm } from './fix-forms.tsx'
import {
  AcceptForm,
  AcknowledgeForm,
  AskForm,
  CloseForm,
  DeclineForm,
  type FormProps,
  ReopenForm,
  ReproduceForm,
  SkipForm,
} from './review-forms.tsx'

/** The form of each act on the case page, in the order in which they are offered. */
export const actForms: ReadonlyMap<CommandType, (props: FormProps) => VNode> = new Map<
  CommandType,
  (props: FormProps) => VNode
>([
  ['AcknowledgeReceipt', AcknowledgeForm],
  ['AcceptReport', AcceptForm],
  ['RequestInformation', AskForm],
  ['DeclineReport', DeclineForm],
  ['ConfirmReproduction', ReproduceForm],
  ['OfferFix', OfferFixForm],
  ['VerifyFix', VerifyForm],
  ['SkipStep', SkipForm],
  ['RequestCve', RequestCveForm],
  ['RecordCve', RecordCveForm],
  ['RefuseCve', RefuseCveForm],
  ['ReleaseFix', ReleaseForm],
  ['AskCredit', AskCreditForm],
  ['ConfirmCredit', ConfirmCreditForm],
  ['RecordExploitation', ExploitationForm],
  ['RecordExposure', ExposureForm],
  ['ProposeEmbargo', ProposeEmbargoForm],
  ['AcceptEmbargo', AcceptEmbargoForm],
  ['RejectEmbargo', RejectEmbargoForm],
  ['ExitEmbargo', ExitEmbargoForm],
  ['AddFiles', AddFilesForm],
  ['AdoptPolicy', AdoptPolicyForm],
  ['ReopenCase', ReopenForm],
  ['CloseCase', CloseForm],
])
