using System.Text.Json;

namespace LlmFunctions.Chat;

/// <summary>What every request to a model says, whatever it asks for: which model, on whose behalf, and the gateway's extensions.</summary>
public interface IModelRequest
{
    string? Model { get; set; }

    string? User { get; set; }

    /// <summary>Extension: what the request is for.</summary>
    string? TaskType { get; set; }

    /// <summary>Extension: the provider to use for <see cref="Model"/>.</summary>
    string? Provider { get; set; }

    /// <summary>Extension: the end user on whose behalf the app calls; falls back to <see cref="User"/>.</summary>
    string? UserId { get; set; }

    /// <summary>Extension: an explicit chain of models, tried in order.</summary>
    IReadOnlyList<string>? Models { get; set; }

    /// <summary>Extension: steers the built-in sandbox provider; never sent to a real one.</summary>
    JsonElement? Sandbox { get; set; }
}
