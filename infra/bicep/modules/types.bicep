metadata description = 'Types that several templates share.'

@export()
@description('How the app scales.')
type scaleOptions = {
  @description('Memory of an instance; 2048 has one processor. Default 2048.')
  instanceMemoryMB: 512 | 2048 | 4096?

  @description('The most instances at once: what the app can cost is bounded by it. Default 100.')
  @minValue(1)
  @maxValue(1000)
  maximumInstanceCount: int?

  @description('Requests that an instance takes at once. A gateway waits most of the time, so many. Default 100.')
  @minValue(1)
  @maxValue(1000)
  httpConcurrency: int?

  @description('Instances that are always there for HTTP, paid by the hour; 0 pays nothing while nobody calls. Default 0.')
  @minValue(0)
  @maxValue(1000)
  alwaysReadyHttp: int?
}
