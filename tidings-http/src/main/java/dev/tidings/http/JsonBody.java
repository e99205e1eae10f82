package dev.tidings.http;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.MediaType;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import org.jspecify.annotations.Nullable;

/** Reads request bodies that must be JSON. */
public final class JsonBody {
    private JsonBody() {}

    /** Returns the bytes; throws a ProblemException for another content type. */
    public static byte[] of(AggregatedHttpRequest request) {
        MediaType type = request.contentType();
        if (type == null || !json(type) || !utf8(type)) {
            throw Problem.at(
                            ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                            "Content-Type",
                            type == null ? "absent" : type.toString(),
                            "application/json")
                    .exception();
        }
        return request.content().array();
    }

    private static boolean json(MediaType type) {
        return type.is(MediaType.JSON)
                || (type.type().equals("application") && type.subtype().endsWith("+json"));
    }

    private static boolean utf8(MediaType type) {
        try {
            @Nullable Charset charset = type.charset();
            return charset == null || charset.equals(StandardCharsets.UTF_8);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            return false;
        }
    }
}
