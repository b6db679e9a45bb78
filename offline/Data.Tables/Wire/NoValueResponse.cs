namespace Azure.Data.Tables.Wire;

/// <summary>The answer to a read of a row that is not there.</summary>
internal sealed class NoValueResponse<T>(Response response) : NullableResponse<T>
{
    public override bool HasValue => false;

    public override T Value => throw new InvalidOperationException("The service found no such entity: HasValue is false.");

    public override Response GetRawResponse() => response;
}
