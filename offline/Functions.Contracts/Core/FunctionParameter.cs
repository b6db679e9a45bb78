using System.Collections.Immutable;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>A parameter of a function's method.</summary>
public class FunctionParameter(string name, Type type)
{
    /// <summary>The name of the parameter.</summary>
    public string Name { get; } = name;

    /// <summary>The type of the parameter.</summary>
    public Type Type { get; } = type;

    /// <summary>What else is known about it.</summary>
    public IReadOnlyDictionary<string, object> Properties { get; } = ImmutableDictionary<string, object>.Empty;
}
