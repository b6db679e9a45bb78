using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Starts a function by an HTTP request.</summary>
public sealed class HttpTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>Any method, with a function key.</summary>
    public HttpTriggerAttribute()
    {
    }

    /// <summary>Some methods, with a function key.</summary>
    public HttpTriggerAttribute(params string[] methods) => Methods = methods;

    /// <summary>Any method.</summary>
    public HttpTriggerAttribute(AuthorizationLevel authLevel) => AuthLevel = authLevel;

    /// <summary>Some methods.</summary>
    public HttpTriggerAttribute(AuthorizationLevel authLevel, params string[] methods)
    {
        AuthLevel = authLevel;
        Methods = methods;
    }

    /// <summary>The route template after the host's prefix; the function's name when null.</summary>
    public string? Route { get; set; }

    /// <summary>The HTTP methods; any when null.</summary>
    public string[]? Methods { get; }

    /// <summary>Which key the Functions host asks of a caller.</summary>
    public AuthorizationLevel AuthLevel { get; } = AuthorizationLevel.Function;
}
