using System.Text.Json.Serialization;

namespace LlmFunctions.Errors;

/// <summary>A failure as it is told to a client: no secret, no internal address, no stack trace.</summary>
public sealed record GatewayError
{
    public required ErrorKind Kind { get; init; }

    /// <summary>What went wrong and, where possible, what to do about it.</summary>
    public required string Message { get; init; }

    /// <summary>The request field that is at fault, such as <c>messages[0].content</c>.</summary>
    public string? Param { get; init; }

    /// <summary>Each single error, where there are several.</summary>
    // With a setter, because generated serializers overwrite the default of an init property that is absent.
    public IReadOnlyList<string> Details { get; set; } = [];

    /// <summary>The provider's own error code, when it is more telling than the kind's.</summary>
    public string? Code { get; init; }

    /// <summary>How long to wait before another try.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The HTTP status that the provider answered with, when the failure is a provider's.</summary>
    public int? UpstreamStatus { get; init; }

    /// <summary>Whether the provider gave an answer that cannot be read, instead of saying that it failed.</summary>
    [JsonIgnore]
    public bool IsMalformed { get; init; }
}
