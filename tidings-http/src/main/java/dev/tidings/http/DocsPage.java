package dev.tidings.http;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import com.linecorp.armeria.server.docs.DocService;
import org.jspecify.annotations.Nullable;

/**
 * The page at {@code /docs}. Armeria's page asks a public server for its fonts; the policy keeps browsers from that, so that
 * nobody else learns who reads it, and it works where there is no way out.
 */
public final class DocsPage extends SimpleDecoratingHttpService {
    public static final String POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
            + "font-src 'self' data:; worker-src 'self' blob:; frame-ancestors 'none'";

    /** The page would show the versions of the libraries here, to readers without a key. */
    private static final String VERSIONS = "/versions.json";

    private @Nullable ServiceConfig notDescribed;

    private DocsPage(HttpService page) {
        super(page);
    }

    public static HttpService create() {
        return new DocService().decorate(DocsPage::new);
    }

    /** Called when the server starts. The page would describe all services at once, which few readers ever see. */
    @Override
    public synchronized void serviceAdded(ServiceConfig config) {
        notDescribed = config;
    }

    private synchronized void describe() throws Exception {
        if (notDescribed != null) {
            super.serviceAdded(notDescribed);
            notDescribed = null;
        }
    }

    @Override
    public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) throws Exception {
        ctx.setAdditionalResponseHeader(HttpHeaderNames.CONTENT_SECURITY_POLICY, POLICY);
        if (ctx.path().endsWith(VERSIONS)) {
            return HttpResponse.of(HttpStatus.OK, MediaType.JSON, "[]");
        }
        describe();
        return unwrap().serve(ctx, request);
    }
}
