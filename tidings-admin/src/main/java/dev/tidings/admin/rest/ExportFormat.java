package dev.tidings.admin.rest;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.MediaTypeSet;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.core.problem.Problem;
import dev.tidings.http.QueryParameters;
import dev.tidings.http.export.CsvTable;
import dev.tidings.http.export.ExportEncoding;
import dev.tidings.http.export.JsonLines;
import dev.tidings.json.JsonWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The format of an export: the parameter {@code format} or, without it, the header {@code Accept}. */
public enum ExportFormat {
    JSONL,
    CSV;

    static final String PARAMETER = "format";

    private static final MediaTypeSet TYPES = MediaTypeSet.of(JsonLines.TYPE, JsonLines.NDJSON, CsvTable.TYPE);
    private static final MediaTypeSet LINES = MediaTypeSet.of(JsonLines.TYPE, JsonLines.NDJSON);

    /** Returns the encoding that a request asks for; JSON lines if it asks for none. */
    static <T> ExportEncoding<T> encoding(
            ServiceRequestContext ctx, HttpRequest request, JsonWriter.Element<T> json, CsvTable<T> csv) {
        ExportFormat format = of(QueryParameters.of(ctx).text(PARAMETER));
        MediaType accepted = accepted(request, TYPES);
        boolean table = format == null ? CsvTable.TYPE.equals(accepted) : format == CSV;
        return table ? csv : new JsonLines<>(lines(request), json);
    }

    /** The type of JSON lines that the client names. */
    static MediaType lines(HttpRequest request) {
        return accepted(request, LINES);
    }

    private static MediaType accepted(HttpRequest request, MediaTypeSet types) {
        MediaType best = types.matchHeaders(request.headers().get(HttpHeaderNames.ACCEPT, "*/*"));
        return best == null ? JsonLines.TYPE : best;
    }

    private static @Nullable ExportFormat of(@Nullable String format) {
        if (format == null) {
            return null;
        }
        for (ExportFormat one : values()) {
            if (one.name().toLowerCase(Locale.ROOT).equals(format)) {
                return one;
            }
        }
        throw Problem.invalid(PARAMETER, format, "jsonl or csv").exception();
    }
}
