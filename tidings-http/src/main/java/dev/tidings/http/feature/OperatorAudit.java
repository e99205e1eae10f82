package dev.tidings.http.feature;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RpcRequest;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import dev.tidings.core.access.Scope;
import dev.tidings.core.store.OperationalEventStore;
import dev.tidings.http.access.Principal;
import io.netty.util.AttributeKey;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records each successful change by an operator as an operational event of the operator's tenant, before the call is answered: who
 * called what. Calls of producers and subscribers are not recorded, nor reads and refused calls.
 */
public final class OperatorAudit {
    /** The kind of the events. */
    public static final String KIND = "operator.call";

    private static final Logger LOG = LoggerFactory.getLogger(OperatorAudit.class);
    private static final Set<HttpMethod> READS = EnumSet.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final Set<Scope> OPERATORS = EnumSet.of(Scope.OPERATE, Scope.ADMIN, Scope.SYSTEM);

    /** In the services of operators, all other methods change something. */
    private static final Pattern READING_METHOD = Pattern.compile(".*/(Get|List|Export)[^/]*");

    /** The fields of gRPC requests that name what is changed. None is a secret. */
    private static final Pattern NAMING_FIELD =
            Pattern.compile("(\\w+_)?(id|recipient|channel|provider|name|topic|tenant|type|game)");

    private static final int MOST_CHARS = 500;
    private static final AttributeKey<Boolean> NO_CHANGE = AttributeKey.valueOf(OperatorAudit.class, "no_change");

    private final OperationalEventStore events;
    private final Executor writer;

    /** @param writer where the store is written */
    public OperatorAudit(OperationalEventStore events, Executor writer) {
        this.events = events;
        this.writer = writer;
    }

    /** Keeps a call from being recorded that only shows what would change. */
    public static void changesNothing(ServiceRequestContext ctx) {
        ctx.setAttr(NO_CHANGE, true);
    }

    /** Returns the service, recorded if only operators may call it and a method may change something. */
    HttpService recording(HttpService service, List<HttpMethod> methods, List<Scope> anyOf) {
        return OPERATORS.containsAll(anyOf) && !READS.containsAll(methods) ? new Recorded(service) : service;
    }

    /** A service whose successful calls are recorded. */
    public final class Recorded extends SimpleDecoratingHttpService {
        private Recorded(HttpService delegate) {
            super(delegate);
        }

        @Override
        public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) throws Exception {
            HttpResponse response = unwrap().serve(ctx, request);
            return READING_METHOD.matcher(ctx.path()).matches()
                    ? response
                    : HttpResponse.of(response.aggregate().thenCompose(answer -> recorded(ctx, answer)));
        }
    }

    private CompletableFuture<HttpResponse> recorded(ServiceRequestContext ctx, AggregatedHttpResponse answer) {
        if (!succeeded(answer) || ctx.hasAttr(NO_CHANGE)) {
            return CompletableFuture.completedFuture(answer.toHttpResponse());
        }
        Principal caller = Principal.of(ctx);
        String by = caller.keyId() == null ? "a caller without a key" : caller.keyId();
        String subject = subject(ctx);
        return CompletableFuture.runAsync(
                        () -> events.addEvent(caller.tenant(), KIND, subject, "called by " + by), writer)
                .handle((done, failed) -> {
                    if (failed != null) {
                        LOG.warn(
                                "operator call not recorded; tenant={} by={} call={}",
                                caller.tenant(),
                                by,
                                subject,
                                failed);
                    }
                    return answer.toHttpResponse();
                });
    }

    private static boolean succeeded(AggregatedHttpResponse answer) {
        String status = answer.trailers().get("grpc-status", answer.headers().get("grpc-status", "0"));
        return answer.status().isSuccess() && status.equals("0");
    }

    /** Such as {@code POST /v1/deliveries/dlv_…:cancel}; for gRPC the method and the fields that name what it is about. */
    private static String subject(ServiceRequestContext ctx) {
        RpcRequest call = ctx.rpcRequest();
        String subject =
                call != null && !call.params().isEmpty() && call.params().getFirst() instanceof Message message
                        ? String.join(" ", fields(ctx.path().substring(1), message))
                        : ctx.method() + " " + ctx.path() + (ctx.query() == null ? "" : "?" + ctx.query());
        return subject.length() <= MOST_CHARS ? subject : subject.substring(0, MOST_CHARS) + "…";
    }

    private static List<String> fields(String method, Message message) {
        List<String> parts = new ArrayList<>(List.of(method));
        message.getAllFields().forEach((field, value) -> {
            if (field.getType() == FieldDescriptor.Type.STRING
                    && !field.isRepeated()
                    && NAMING_FIELD.matcher(field.getName()).matches()) {
                parts.add(field.getName() + "=" + value);
            }
        });
        return parts;
    }
}
