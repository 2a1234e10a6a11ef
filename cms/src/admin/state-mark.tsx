import type { Localised } from '@samleng/shared';
import { Box, Flex } from '@strapi/design-system';
import { keyframes, styled } from 'styled-components';
import { Both } from './both';
import type { Shown } from './words';

type Colour = 'success500' | 'warning500' | 'secondary500' | 'danger500' | 'neutral400';

const colours: Readonly<Record<Shown, Colour>> = {
  absent: 'neutral400',
  draft: 'neutral400',
  removed: 'neutral400',
  waiting: 'warning500',
  leaving: 'warning500',
  unknown: 'warning500',
  building: 'secondary500',
  live: 'success500',
  modified: 'success500',
  failed: 'danger500',
  'not-left': 'danger500',
  'not-taken-in': 'danger500',
};

const underWay = new Set<Shown>(['waiting', 'building', 'leaving']);

const breathe = keyframes`
  50% { opacity: 0.35; }
`;

const Dot = styled.span<{ $colour: Colour; $moving: boolean; $hollow: boolean }>`
  flex: none;
  width: 1rem;
  height: 1rem;
  margin-top: 0.5rem;
  border-radius: 50%;
  border: 0.3rem solid ${({ theme, $colour }) => theme.colors[$colour]};
  background: ${({ theme, $colour, $hollow }) => ($hollow ? 'transparent' : theme.colors[$colour])};
  @media (prefers-reduced-motion: no-preference) {
    animation: ${({ $moving }) => ($moving ? breathe : 'none')} 1.6s ease-in-out infinite;
  }
`;

/** A dot and the words for it, which say the same to who sees no colours. */
export function StateMark({ shown, words }: { readonly shown: Shown; readonly words: Localised<string> }) {
  return (
    <Flex alignItems="flex-start" gap={3}>
      <Dot
        aria-hidden
        $colour={colours[shown]}
        $moving={underWay.has(shown)}
        // Half of it is live: the ring without its filling.
        $hollow={shown === 'modified' || shown === 'draft' || shown === 'absent'}
      />
      <Box>
        <Both words={words} variant="omega" fontWeight="bold" textColor="neutral800" />
      </Box>
    </Flex>
  );
}
