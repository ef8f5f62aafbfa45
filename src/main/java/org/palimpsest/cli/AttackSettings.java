package org.palimpsest.cli;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Stack;
import java.util.stream.Collectors;
import org.palimpsest.TextFile;
import org.palimpsest.experiment.spec.SpecDocument;
import org.palimpsest.experiment.spec.SpecException;
import org.palimpsest.experiment.spec.SpecNode;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Options of a command in a YAML file: keys are their long names, {@code drop-missing}; what may be repeated is a list,
 * {@code private: [sex, age]}, or names with values, {@code arm: {before: a.npy, after: b.npy}}; a switch is {@code
 * true} or {@code false}. They stand in the place of the option that names the file, and are checked like typed ones.
 */
final class AttackSettings implements IParameterPreprocessor {

  static final String OPTION = "--settings";

  @Override
  public boolean preprocess(Stack<String> arguments, CommandSpec command, ArgSpec option, Map<String, Object> info) {
    String file = arguments.isEmpty() ? "" : arguments.pop();
    try {
      List<String> read = arguments(file, TextFile.read(Path.of(file)), command);
      for (int i = read.size() - 1; i >= 0; i--) {
        arguments.push(read.get(i));
      }
      option.setValue(Path.of(file));
    } catch (SpecException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    } catch (NoSuchFileException e) {
      throw new ParameterException(
          command.commandLine(), "%s: expected a YAML file, was '%s', which is missing".formatted(OPTION, file), e);
    } catch (IOException | IllegalArgumentException e) {
      throw new ParameterException(
          command.commandLine(), "%s: expected a YAML file, was '%s': %s".formatted(OPTION, file, e.getMessage()), e);
    }
    return true;
  }

  /**
   * @param name of the file, for messages
   * @throws SpecException if it holds what is no option of the command; the message names file, line and key
   */
  static List<String> arguments(String name, String yaml, CommandSpec command) {
    Map<String, OptionSpec> options = new LinkedHashMap<>();
    for (OptionSpec option : command.options()) {
      boolean own = !option.usageHelp() && !option.versionHelp() && !option.inherited();
      if (own && !option.longestName().equals(OPTION)) {
        options.put(option.longestName().substring(2), option);
      }
    }
    SpecNode root = SpecDocument.parse(name, yaml).root().only(options.keySet());
    List<String> arguments = new ArrayList<>();
    for (String key : root.keys()) {
      add(arguments, options.get(key), root.get(key));
    }
    return arguments;
  }

  private static void add(List<String> arguments, OptionSpec option, SpecNode node) {
    String name = option.longestName();
    if (option.arity().max() == 0) {
      if (node.truth()) {
        arguments.add(name);
      }
    } else if (Map.class.isAssignableFrom(option.type())) {
      for (String key : node.keys()) {
        arguments.add(name + "=" + key + "=" + listed(node.get(key)));
      }
    } else if (Collection.class.isAssignableFrom(option.type())) {
      arguments.add(name + "=" + listed(node));
    } else {
      arguments.add(name + "=" + node.scalar());
    }
  }

  private static String listed(SpecNode node) {
    return node.value().isArray()
        ? node.elements().stream().map(SpecNode::scalar).collect(Collectors.joining(","))
        : node.scalar();
  }
}
