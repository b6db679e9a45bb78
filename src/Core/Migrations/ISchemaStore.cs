namespace LlmFunctions.Migrations;

/// <summary>Where the version of the schema is noted.</summary>
public interface ISchemaStore
{
    Task<SchemaState> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Puts a state in the place of another; null when somebody else was first.</summary>
    Task<SchemaState?> ReplaceAsync(SchemaState expected, SchemaState next, CancellationToken cancellationToken);
}
