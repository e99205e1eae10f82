package dev.tidings.channels.template;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import java.io.Writer;
import java.util.Map;

/**
 * A compiled template.
 *
 * @param name its file, or a note that it is built in
 * @param usesTraits whether it may need more than the id of the recipient
 */
record TemplateFile(String name, Template template, boolean usesTraits) {
    /** The limit of rendered text; payloads have a limit of their own. */
    static final int MOST_CHARS = 1024 * 1024;

    private static final Mustache.Compiler PLAIN =
            Mustache.compiler().escapeHTML(false).defaultValue("").emptyStringIsFalse(true);
    private static final Mustache.Compiler ESCAPED = PLAIN.escapeHTML(true);

    /** @throws MustacheException when the template is invalid */
    static TemplateFile compile(String name, boolean html, String source) {
        try {
            Template template = (html ? ESCAPED : PLAIN).compile(source);
            Names names = new Names();
            template.visit(names);
            return new TemplateFile(name, template, names.traits);
        } catch (MustacheException wrong) {
            throw wrong;
        } catch (IndexOutOfBoundsException | IllegalArgumentException | StackOverflowError defect) {
            // Thrown by the compiler for tags without a name and for sections nested too deeply.
            throw new MustacheException(name + ": a tag is empty or malformed, or sections are too deep", defect);
        }
    }

    /** @throws MustacheException when the template does not match the data */
    String render(Map<String, Object> view) {
        Bounded text = new Bounded();
        try {
            template.execute(view, text);
        } catch (RuntimeException failed) {
            throw new MustacheException(name + ": " + failed.getMessage(), failed);
        }
        return text.toString();
    }

    /** Looks for names of traits, and refuses includes, which would only fail with the first message. */
    private static final class Names implements Mustache.Visitor {
        private boolean traits;

        private void see(String name) {
            traits |= name.startsWith("recipient.");
        }

        @Override
        public void visitText(String text) {}

        @Override
        public void visitVariable(String name) {
            see(name);
        }

        @Override
        public boolean visitInclude(String name) {
            throw new MustacheException("{{>" + name + "}}: templates cannot include others");
        }

        @Override
        public boolean visitParent(String name) {
            throw new MustacheException("{{<" + name + "}}: templates cannot extend others");
        }

        @Override
        public boolean visitSection(String name) {
            // Inside of it, traits have their short names.
            traits |= name.equals("recipient");
            see(name);
            return true;
        }

        @Override
        public boolean visitInvertedSection(String name) {
            see(name);
            return true;
        }
    }

    private static final class Bounded extends Writer {
        private final StringBuilder text = new StringBuilder();

        @Override
        public void write(char[] chars, int from, int length) {
            if (text.length() + length > MOST_CHARS) {
                throw new MustacheException("renders more than " + MOST_CHARS + " characters");
            }
            text.append(chars, from, length);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
