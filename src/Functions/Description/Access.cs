namespace LlmFunctions.Functions.Description;

/// <summary>Who may call an endpoint.</summary>
internal enum Access
{
    /// <summary>Whoever has a key or a token with the scopes that are needed; the admin key has all of them.</summary>
    Key,

    /// <summary>Everybody, without any key.</summary>
    Anonymous,

    /// <summary>Everybody; with a key it tells more.</summary>
    Optional,

    /// <summary>The same, or whoever has the metrics key.</summary>
    Metrics,
}
