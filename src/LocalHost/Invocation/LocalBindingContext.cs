using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.LocalHost.Invocation;

/// <summary>The data that the trigger brought.</summary>
internal sealed class LocalBindingContext(IReadOnlyDictionary<string, object?> bindingData) : BindingContext
{
    public override IReadOnlyDictionary<string, object?> BindingData => bindingData;
}
