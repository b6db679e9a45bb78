using System.Collections.Immutable;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.LocalHost.Invocation;

/// <summary>A function as the host would have indexed it.</summary>
internal sealed class LocalFunctionDefinition(DiscoveredFunction function, string triggerType, bool returnsHttp) : FunctionDefinition
{
    public override ImmutableArray<FunctionParameter> Parameters { get; } =
        [.. function.Method.GetParameters().Select(parameter => new FunctionParameter(parameter.Name!, parameter.ParameterType))];

    public override string PathToAssembly { get; } = function.Method.DeclaringType!.Assembly.Location;

    public override string EntryPoint { get; } = function.EntryPoint;

    // Names are unique in an app, and stable.
    public override string Id => function.Name;

    public override string Name => function.Name;

    public override IImmutableDictionary<string, BindingMetadata> InputBindings { get; } =
        Bind(function.TriggerParameter.Name!, triggerType, BindingDirection.In);

    public override IImmutableDictionary<string, BindingMetadata> OutputBindings { get; } =
        returnsHttp ? Bind("$return", "http", BindingDirection.Out) : ImmutableDictionary<string, BindingMetadata>.Empty;

    private static ImmutableDictionary<string, BindingMetadata> Bind(string name, string type, BindingDirection direction) =>
        ImmutableDictionary.Create<string, BindingMetadata>().Add(name, new LocalBindingMetadata(name, type, direction));
}
