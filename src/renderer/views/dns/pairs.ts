// A measurement by pairs of scenario and subject, as reports show it too.
export {
  distributionOf,
  faultRows,
  faultsText,
  isApart,
  nearestOutcome,
  packetsText,
  pairsOf,
  predictedText,
  sampleWall,
  scatterPairs,
  wallsText,
  type Pair,
} from '../../../shared/domain/dns-pairs.ts';
