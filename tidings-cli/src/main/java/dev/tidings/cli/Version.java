package dev.tidings.cli;

import dev.tidings.core.release.Release;
import picocli.CommandLine.IVersionProvider;

/** What is running: Tidings, Java, machine. */
public final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {
            "tidings " + Release.version(),
            "java " + Runtime.version(),
            System.getProperty("os.name") + " " + System.getProperty("os.arch")
        };
    }
}
