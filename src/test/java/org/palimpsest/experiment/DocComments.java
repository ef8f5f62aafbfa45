package org.palimpsest.experiment;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.EntityTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.doctree.TextTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Doc comments as their authors wrote them, read from the sources, in Markdown. */
final class DocComments {

  private static final Map<String, String> ENTITIES = Map.of("lt", "<", "gt", ">", "amp", "&", "nbsp", " ");

  private final Path sources;
  private final Set<Path> read = new HashSet<>();
  private final Map<String, Comment> comments = new HashMap<>();

  /** @param sources the folder of the packages, such as {@code src/main/java} */
  DocComments(Path sources) {
    this.sources = sources;
  }

  /**
   * One comment.
   *
   * @param firstSentence of its text
   * @param text all of it before the block tags
   * @param params of each {@code @param} the text, by name
   */
  record Comment(String firstSentence, String text, Map<String, String> params) {}

  /** @throws IllegalStateException if there is none */
  Comment of(Class<?> type) {
    return comment(type, type.getCanonicalName());
  }

  /** @throws IllegalStateException if there is none */
  Comment of(Enum<?> constant) {
    Class<?> type = constant.getDeclaringClass();
    return comment(type, type.getCanonicalName() + "." + constant.name());
  }

  /**
   * What a record's comment says of a component.
   *
   * @throws IllegalStateException if it says nothing
   */
  String of(Class<?> record, String component) {
    String text = of(record).params().get(component);
    if (text == null) {
      throw new IllegalStateException(record.getName() + ": expected @param " + component + ", was none");
    }
    return text;
  }

  private Comment comment(Class<?> type, String name) {
    Class<?> outermost = type;
    while (outermost.getEnclosingClass() != null) {
      outermost = outermost.getEnclosingClass();
    }
    Path file = sources.resolve(outermost.getName().replace('.', '/') + ".java");
    if (read.add(file)) {
      read(file);
    }
    Comment comment = comments.get(name);
    if (comment == null) {
      throw new IllegalStateException(file + ": expected a doc comment of " + name + ", was none");
    }
    return comment;
  }

  private void read(Path file) {
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask) compiler.getTask(null, files, null, List.of("-proc:none"), null, files.getJavaFileObjects(file));
      DocTrees trees = DocTrees.instance(task);
      for (CompilationUnitTree unit : task.parse()) {
        new Collector(trees).scan(new TreePath(unit), unit.getPackageName().toString());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Visits declarations with the name of what they are in. */
  private final class Collector extends TreePathScanner<Void, String> {
    private final DocTrees trees;

    Collector(DocTrees trees) {
      this.trees = trees;
    }

    @Override
    public Void visitClass(ClassTree type, String outer) {
      String name = outer + "." + type.getSimpleName();
      keep(name, getCurrentPath());
      for (Tree member : type.getMembers()) {
        if (member instanceof ClassTree || member instanceof VariableTree) {
          scan(member, name);
        }
      }
      return null;
    }

    @Override
    public Void visitVariable(VariableTree field, String outer) {
      keep(outer + "." + field.getName(), getCurrentPath());
      return null;
    }

    private void keep(String name, TreePath path) {
      DocCommentTree tree = trees.getDocCommentTree(path);
      if (tree == null) {
        return;
      }
      Map<String, String> params = new LinkedHashMap<>();
      for (DocTree tag : tree.getBlockTags()) {
        if (tag instanceof ParamTree param) {
          params.put(param.getName().getName().toString(), markdown(param.getDescription()));
        }
      }
      comments.put(name, new Comment(markdown(tree.getFirstSentence()), markdown(tree.getFullBody()), params));
    }
  }

  private static String markdown(List<? extends DocTree> parts) {
    StringBuilder text = new StringBuilder();
    for (DocTree part : parts) {
      text.append(
          switch (part.getKind()) {
            case TEXT -> ((TextTree) part).getBody();
            case CODE -> "`" + ((LiteralTree) part).getBody().getBody() + "`";
            case LITERAL -> ((LiteralTree) part).getBody().getBody();
            case ENTITY -> ENTITIES.get(((EntityTree) part).getName().toString());
            case LINK, LINK_PLAIN -> link((LinkTree) part);
            case START_ELEMENT, END_ELEMENT -> " ";
            default -> part.toString();
          });
    }
    return text.toString().replaceAll("\\s+", " ").strip();
  }

  private static String link(LinkTree link) {
    if (!link.getLabel().isEmpty()) {
      return markdown(link.getLabel());
    }
    String target = link.getReference().getSignature();
    return "`" + target.substring(target.indexOf('#') + 1) + "`";
  }
}
