namespace LlmFunctions.Functions.Description;

/// <summary>Who may call an endpoint.</summary>
internal enum Access
{
    /// <summary>Whoever has a gateway key, or the admin key.</summary>
    Gateway,

    /// <summary>Everybody, without any key.</summary>
    Anonymous,

    /// <summary>Everybody; with a key it tells more.</summary>
    Optional,

    /// <summary>Who has the admin key.</summary>
    Admin,

    /// <summary>Who has the metrics key or the admin key.</summary>
    Metrics,
}
