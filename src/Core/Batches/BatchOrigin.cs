using LlmFunctions.Routing;

namespace LlmFunctions.Batches;

/// <summary>What the request for a batch said beside its body; it holds for all of its lines.</summary>
public sealed record BatchOrigin
{
    /// <summary>The header that names a routing strategy.</summary>
    public string? Strategy { get; init; }

    /// <summary>The header with the most that a call may cost.</summary>
    public string? MaxCost { get; init; }

    /// <summary>The header with the seconds that a call may take.</summary>
    public string? Timeout { get; init; }

    /// <summary>The only models that the key is good for; empty for all.</summary>
    // With a setter, because generated serializers overwrite the default of an init property that is absent.
    public IReadOnlyList<string> AllowedModels { get; set; } = [];

    /// <summary>The address that the client called from, by which limits may count.</summary>
    public string? ClientAddress { get; init; }

    /// <summary>Headers that go to providers of the endpoint's dialect.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    internal RoutingWishes ReadWishes() => RoutingWishes.Read(Strategy, MaxCost, Timeout);
}
