// Findings of a red cell in the HTML report: the cause, the evidence it stands on, the fixes, and what became of those that were tried.
import type { Finding, FindingEvidence, Fix, ProofDocument } from '../../../shared/domain/explain.ts';
import { capped, shownLines } from '../../../shared/domain/text.ts';
import { evidencePlace, fixSteps, followsText, percent, proofOfFix, proofText } from '../findings.ts';
import { html, lines, Markup } from './markup.ts';
import { factValue } from './value.ts';

const EVIDENCE = 12;
const DIFFERENCES = 10;
const TEXT = 400;

export function findingsSection(cell: number, findings: readonly Finding[], proofs: readonly ProofDocument[]): Markup {
  if (findings.length === 0) return html``;
  return html`<h4>What the cause is</h4>
    ${findings.map(
      (finding) =>
        html`<div class="finding">
          <p>
            <b>${finding.cause}</b>
            <span class="soft">${percent(finding.confidence)} sure${followsText(finding, findings) === '' ? '' : `, ${followsText(finding, findings)}`}</span>
          </p>
          <p>${capped(finding.title, TEXT)}</p>
          ${evidence(finding.evidence, 'evidence')} ${finding.against.length === 0 ? '' : evidence(finding.against, 'what speaks against it')}
          ${finding.next === null ? '' : html`<p class="soft">To look up next: ${finding.next}</p>`} ${finding.fixes.map((fix) => fixItem(fix, proofOfFix(proofs, cell, fix)))}
        </div>`,
    )}`;
}

const evidence = (pieces: readonly FindingEvidence[], title: string): Markup =>
  html`<div class="scroll">
    <table>
      <tbody>
        ${pieces.slice(0, EVIDENCE).map(
          (piece) =>
            html`<tr>
              <td class="nowrap soft" title="${title}">${evidencePlace(piece)}</td>
              <td class="wrap"><code>${capped(piece.text ?? '', TEXT)}</code></td>
            </tr>`,
        )}
        ${
          pieces.length > EVIDENCE
            ? html`<tr>
                <td></td>
                <td class="soft">${pieces.length - EVIDENCE} more are left out</td>
              </tr>`
            : ''
        }
      </tbody>
    </table>
  </div>`;

function fixItem(fix: Fix, proof: ProofDocument | null): Markup {
  const said = proofText(fix);
  const colour = fix.proof === null || fix.proof.green === null ? '' : fix.proof.green ? ' green' : ' red';
  const sign = fix.proof === null ? '' : fix.proof.green === null ? '○ ' : fix.proof.green ? '✓ ' : '✗ ';
  return html`<div class="fix">
    <p>Fix <code>${fix.id}</code>: ${fix.title}${said === null ? '' : html` <span class="tag${new Markup(colour)}">${sign}${said}</span>`}</p>
    ${list(fixSteps(fix), true)}
    ${
      fix.tradeOffs.length === 0
        ? ''
        : html`<p class="soft">What it costs</p>
            ${list(fix.tradeOffs, false)}`
    }
    ${proof === null ? '' : proved(proof)}
  </div>`;
}

const list = (items: readonly string[], asCode: boolean): Markup =>
  items.length === 0
    ? html``
    : html`<ul>
        ${items.map((item) => html`<li>${asCode ? html`<code>${capped(item, TEXT)}</code>` : item}</li>`)}
      </ul>`;

function proved({ red, green, sideEffects, differences, patch }: ProofDocument): Markup {
  return html`<details>
    <summary>Red beside green: <code>${red.label}</code> ${red.outcome}, then <code>${green.label}</code> ${green.outcome}</summary>
    <div>
      ${
        sideEffects.length === 0
          ? ''
          : html`<p class="soft">What else changed</p>
              ${list(sideEffects, false)}`
      }
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th>fact</th>
              <th>before</th>
              <th>with the fix</th>
            </tr>
          </thead>
          <tbody>
            ${differences.slice(0, DIFFERENCES).map(
              (one) =>
                html`<tr>
                  <td>${one.fact}</td>
                  <td class="wrap">${factValue(one.a, one.fact, TEXT)}</td>
                  <td class="wrap">${factValue(one.b, one.fact, TEXT)}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      <p class="soft">As a patch</p>
      <pre>${lines(shownLines(patch.replace(/\n$/, '')))}</pre>
    </div>
  </details>`;
}
