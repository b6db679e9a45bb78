using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace LlmFunctions.LocalHost.Invocation;

/// <summary>Finds functions by the rules of the worker's source generators, so that what runs here also runs in Azure.</summary>
internal static partial class FunctionDiscovery
{
    private const BindingFlags AllDeclared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IReadOnlyList<DiscoveredFunction> Find(IEnumerable<Type> types, List<string> problems)
    {
        var functions = new List<DiscoveredFunction>();
        foreach (var method in types.Distinct().SelectMany(type => type.GetMethods(AllDeclared)))
        {
            if (method.GetCustomAttribute<FunctionAttribute>() is not { } attribute)
            {
                continue;
            }

            var triggers = FindTriggers(method);
            if ((Check(attribute.Name, method) ?? Check(triggers)) is { } problem)
            {
                problems.Add(DiscoveredFunction.ProblemOf(attribute.Name, method, problem));
                continue;
            }

            functions.Add(new DiscoveredFunction(attribute.Name, method, triggers[0].Parameter, triggers[0].Attribute));
        }

        AddDuplicates(functions, function => function.Name, "another function has the same name", problems);
        AddDuplicates(functions, function => function.EntryPoint, "it is an overload of another function, and the worker tells functions apart by the method's name", problems);
        return functions;
    }

    private static string? Check(string name, MethodInfo method) => method switch
    {
        _ when !ValidName().IsMatch(name) => "its name must begin with a letter and have at most 127 letters, digits, '-' and '_'.",
        { IsPublic: false } => "the method must be public.",
        { IsGenericMethodDefinition: true } or { DeclaringType.ContainsGenericParameters: true } => "neither the method nor its class may be generic.",
        { IsStatic: false, DeclaringType.IsAbstract: true } => "the class of an instance method must not be abstract.",
        _ => null,
    };

    private static string? Check(List<(ParameterInfo, TriggerBindingAttribute)> triggers) => triggers.Count switch
    {
        0 => "it has no trigger: one parameter needs [HttpTrigger], [TimerTrigger], [OrchestrationTrigger] or [ActivityTrigger].",
        1 => null,
        var count => $"it has {count} triggers; a function has exactly one.",
    };

    private static List<(ParameterInfo Parameter, TriggerBindingAttribute Attribute)> FindTriggers(MethodInfo method) =>
    [
        .. from parameter in method.GetParameters()
           from attribute in parameter.GetCustomAttributes<TriggerBindingAttribute>()
           select (parameter, attribute),
    ];

    private static void AddDuplicates(
        IEnumerable<DiscoveredFunction> functions,
        Func<DiscoveredFunction, string> key,
        string reason,
        List<string> problems)
    {
        foreach (var group in functions.GroupBy(key, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
        {
            problems.AddRange(group.Skip(1).Select(function => function.Problem($"{reason}: {group.First().EntryPoint}.")));
        }
    }

    [GeneratedRegex("^[a-z][a-z0-9_-]{0,126}$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ValidName();
}
