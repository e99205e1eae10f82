package dev.tidings.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The body of an export; says so if it ends before it is complete. */
final class CompleteExport extends FilterInputStream {
    CompleteExport(InputStream body) {
        super(body);
    }

    @Override
    public int read() throws IOException {
        try {
            return super.read();
        } catch (IOException broken) {
            throw incomplete(broken);
        }
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        try {
            return super.read(bytes, from, length);
        } catch (IOException broken) {
            throw incomplete(broken);
        }
    }

    private static IOException incomplete(IOException broken) {
        return new IOException(
                "the export ended before it was complete (" + broken.getMessage()
                        + "); the server's log says why; run the command again",
                broken);
    }
}
