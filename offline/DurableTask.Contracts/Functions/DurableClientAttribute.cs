using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Brings a client of the durable runtime.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class DurableClientAttribute : InputBindingAttribute
{
    /// <summary>The task hub, where it is not the app's.</summary>
    public string? TaskHub { get; set; }

    /// <summary>The setting of the storage, where it is not the app's.</summary>
    public string? ConnectionName { get; set; }
}
