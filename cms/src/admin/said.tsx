import { Box, Typography } from '@strapi/design-system';
import { Both } from './both';
import { timeWords } from './times';
import { fill, labels } from './words';

interface Props {
  /** The publisher's own sentence. */
  readonly said: string | null;
  /** ISO 8601. */
  readonly retryAt: string | null;
}

/** What the publisher itself says of a trouble, small and below: for whoever is asked for help. */
export function Said({ said, retryAt }: Props) {
  return (
    <>
      {retryAt && (
        <Box>
          <Both
            words={fill(labels.nextTry, { time: timeWords(retryAt) })}
            variant="pi"
            textColor="neutral600"
          />
        </Box>
      )}
      {said && (
        <Box>
          <Both words={labels.technician} variant="pi" textColor="neutral600" />
          {/* It may be long: it scrolls, by keyboard as well. */}
          <Box
            tag="pre"
            tabIndex={0}
            role="group"
            aria-label={labels.technician.en}
            marginTop={1}
            padding={2}
            background="neutral100"
            hasRadius
            maxHeight="9.6rem"
            overflow="auto"
            style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', font: 'inherit' }}
          >
            <Typography variant="pi" textColor="neutral700">
              {said}
            </Typography>
          </Box>
        </Box>
      )}
    </>
  );
}
