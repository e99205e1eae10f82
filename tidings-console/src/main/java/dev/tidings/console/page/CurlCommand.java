package dev.tidings.console.page;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.server.ServiceRequestContext;

/** Writes a call of the API as a command line that people can copy. */
final class CurlCommand {
    private CurlCommand() {}

    static String of(Visit visit, HttpMethod method, String path) {
        String what = method == HttpMethod.GET ? "" : " -X " + method;
        String key = visit.shell().viewer().key() == null ? "" : " -H \"Authorization: Bearer $TIDINGS_KEY\"";
        return "curl" + what + key + " " + quoted(base(visit.ctx()) + path);
    }

    private static String base(ServiceRequestContext ctx) {
        boolean tls = ctx.sessionProtocol().isTls()
                || ctx.request().headers().get("x-forwarded-proto", "").equals("https");
        return (tls ? "https://" : "http://") + ctx.request().headers().authority();
    }

    /** Nothing is special to a shell between single quotes but themselves. */
    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
