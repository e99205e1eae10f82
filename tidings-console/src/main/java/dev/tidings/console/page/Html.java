package dev.tidings.console.page;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Renders templates, which escape every value for its place. They are loaded when the first page is asked for. */
final class Html {
    /** Nothing but files of this server: no inline script or style can run, and no other site can frame a page. */
    static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
            + "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    private @Nullable TemplateEngine engine;

    HttpResponse page(HttpStatus status, String template, Shell shell, Object view) {
        Utf8ByteOutput output = new Utf8ByteOutput();
        engine().render(template, Map.of("shell", shell, "view", view), output);
        ResponseHeaders headers = ResponseHeaders.builder(status)
                .contentType(MediaType.HTML_UTF_8)
                .set(HttpHeaderNames.CONTENT_SECURITY_POLICY, POLICY)
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .set(HttpHeaderNames.VARY, "cookie, accept-language, hx-request")
                // With no-referrer, browsers would not say where a form comes from.
                .set(HttpHeaderNames.REFERRER_POLICY, "same-origin")
                .set("cross-origin-opener-policy", "same-origin")
                .build();
        return HttpResponse.of(headers, HttpData.wrap(output.toByteArray()));
    }

    HttpResponse page(String template, Shell shell, Object view) {
        return page(HttpStatus.OK, template, shell, view);
    }

    /** After a form: the browser gets the page, so that a reload sends nothing again. */
    static HttpResponse see(String path) {
        return HttpResponse.of(ResponseHeaders.of(HttpStatus.SEE_OTHER, HttpHeaderNames.LOCATION, path));
    }

    private synchronized TemplateEngine engine() {
        TemplateEngine current = engine;
        if (current == null) {
            current = TemplateEngine.createPrecompiled(ContentType.Html);
            engine = current;
        }
        return current;
    }
}
