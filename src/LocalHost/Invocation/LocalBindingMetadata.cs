using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.LocalHost.Invocation;

/// <summary>A binding as the host would have indexed it.</summary>
internal sealed class LocalBindingMetadata(string name, string type, BindingDirection direction) : BindingMetadata
{
    public override string Name => name;

    public override string Type => type;

    public override BindingDirection Direction => direction;
}
