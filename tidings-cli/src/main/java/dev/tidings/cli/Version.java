package dev.tidings.cli;

import dev.tidings.core.release.Release;
import picocli.CommandLine.IVersionProvider;

/** The versions of Tidings, Java and the operating system. */
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
