package dev.tidings.http;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.problem.ProblemException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Refuses URLs with percent-encoded NUL or invalid UTF-8, which HTTP servers silently replace, so that the URL would
 * mean something else.
 */
public final class PlainUrls implements DecoratingHttpServiceFunction {
    private static final String EXPECTED = "percent-encoded UTF-8 without NUL";
    private static final int HEX = 16;

    @Override
    public HttpResponse serve(HttpService delegate, ServiceRequestContext ctx, HttpRequest request) throws Exception {
        String target = request.path();
        if (target.indexOf('%') >= 0) {
            try {
                check(target);
            } catch (ProblemException flawed) {
                return Refusals.of(request, flawed.problem());
            }
        }
        return delegate.serve(ctx, request);
    }

    private static void check(String target) {
        int query = target.indexOf('?');
        check("path", query < 0 ? target : target.substring(0, query));
        if (query >= 0) {
            for (String parameter : target.substring(query + 1).split("[&;]", -1)) {
                int value = parameter.indexOf('=');
                check(value < 0 ? "query" : parameter.substring(0, value), parameter);
            }
        }
    }

    private static void check(String field, String encoded) {
        if (encoded.indexOf('%') < 0) {
            return;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            if (encoded.charAt(i) != '%') {
                bytes.writeBytes(encoded.substring(i, i + 1).getBytes(StandardCharsets.UTF_8));
                continue;
            }
            int value = i + 2 < encoded.length() ? hex(encoded, i + 1) : -1;
            if (value <= 0) {
                throw refused(field, value == 0 ? "NUL" : "a % without two hex digits");
            }
            bytes.write(value);
            i += 2;
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray()));
        } catch (CharacterCodingException malformed) {
            throw refused(field, "invalid UTF-8");
        }
    }

    private static int hex(String text, int at) {
        int high = Character.digit(text.charAt(at), HEX);
        int low = Character.digit(text.charAt(at + 1), HEX);
        return high < 0 || low < 0 ? -1 : high * HEX + low;
    }

    private static ProblemException refused(String field, String what) {
        return Problem.at(ProblemCode.INVALID_FIELD, field, what, EXPECTED).exception();
    }
}
