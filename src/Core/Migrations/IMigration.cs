namespace LlmFunctions.Migrations;

/// <summary>
/// Brings what is stored from one version of the schema to the next. It may be broken off anywhere and begun anew, and it runs while
/// instances of the version before still serve: what they read must stay.
/// </summary>
public interface IMigration
{
    /// <summary>The version that it leads to.</summary>
    int To { get; }

    Task RunAsync(CancellationToken cancellationToken);
}
