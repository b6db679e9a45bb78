namespace LlmFunctions.Chat;

/// <summary>What every request to a model says, whatever it asks for: which model, and on whose behalf.</summary>
public interface IModelRequest
{
    string? Model { get; }

    /// <summary>A chain of models, tried in order, instead of the one.</summary>
    IReadOnlyList<string>? Models { get; }

    /// <summary>The provider to use.</summary>
    string? Provider { get; }

    string? User { get; }

    /// <summary>The end user on whose behalf the app calls; falls back to <see cref="User"/>.</summary>
    string? UserId { get; }
}
