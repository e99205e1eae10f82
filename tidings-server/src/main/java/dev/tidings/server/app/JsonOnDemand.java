package dev.tidings.server.app;

import com.linecorp.armeria.common.grpc.GrpcJsonMarshaller;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.http.GrpcProblems;
import dev.tidings.json.JsonReader;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * JSON for gRPC, for the page at /docs and for calls by hand: its codecs are compiled when they are first asked for, because
 * that takes as long as all the rest of a start. A field that a message does not have is refused, as over REST: a mistyped
 * filter would match everything.
 */
final class JsonOnDemand implements GrpcJsonMarshaller {
    /** How protobuf-jackson says it. */
    private static final Pattern UNKNOWN_FIELD =
            Pattern.compile("Cannot find field: (\\w{1,50}) in message tidings\\.v1\\.(\\w+)");

    private final ServiceDescriptor service;
    private volatile @Nullable GrpcJsonMarshaller made;

    JsonOnDemand(ServiceDescriptor service) {
        this.service = service;
    }

    @Override
    public <T> void serializeMessage(Marshaller<T> marshaller, T message, OutputStream out) throws IOException {
        json().serializeMessage(marshaller, message, out);
    }

    @Override
    public <T> T deserializeMessage(Marshaller<T> marshaller, InputStream in) throws IOException {
        byte[] body = in.readAllBytes();
        try {
            // The codecs stop at the end of the first value and would take whatever follows it.
            JsonReader.read(body, JsonOnDemand::skip);
            return json().deserializeMessage(marshaller, new ByteArrayInputStream(body));
        } catch (IOException | RuntimeException malformed) {
            throw refused(String.valueOf(malformed.getMessage()));
        }
    }

    /** Any other message would repeat what stands in the body, which may be a secret. */
    private static RuntimeException refused(String said) {
        Matcher unknown = UNKNOWN_FIELD.matcher(said);
        if (!unknown.find()) {
            return Status.INVALID_ARGUMENT
                    .withDescription("the body is not the JSON of this message")
                    .asRuntimeException();
        }
        return GrpcProblems.exception(Problem.at(
                ProblemCode.UNKNOWN_FIELD,
                unknown.group(1),
                "not a field of " + unknown.group(2),
                "the fields of tidings.v1." + unknown.group(2)));
    }

    private static boolean skip(JsonReader json) throws IOException {
        json.skip();
        return true;
    }

    private GrpcJsonMarshaller json() {
        GrpcJsonMarshaller known = made;
        if (known != null) {
            return known;
        }
        synchronized (this) {
            GrpcJsonMarshaller fresh = made == null
                    ? GrpcJsonMarshaller.builder()
                            .jsonMarshallerCustomizer(json -> json.ignoringUnknownFields(false))
                            .build(service)
                    : made;
            made = fresh;
            return fresh;
        }
    }
}
