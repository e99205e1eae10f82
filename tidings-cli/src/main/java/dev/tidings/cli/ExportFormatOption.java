package dev.tidings.cli;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The format of an exported list. */
final class ExportFormatOption {
    /** The formats of the server. */
    enum Format {
        JSONL,
        CSV
    }

    @Option(names = "--format", paramLabel = "FORMAT", description = "jsonl (default) or csv.")
    private @Nullable Format format;

    /** Adds the format to a query. */
    Map<String, String> in(Map<String, String> query) {
        if (format == null) {
            return query;
        }
        Map<String, String> all = new LinkedHashMap<>(query);
        all.put("format", format.name().toLowerCase(Locale.ROOT));
        return all;
    }
}
